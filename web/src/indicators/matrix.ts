// Carriers by provinces: the figures of one method in one month.
import type { IndicatorValue } from "../api/indicators";
import { isProvince } from "./peers";
import { kNation } from "./periods";

export interface MatrixRow {
  region: string;
  /** By carrier; an empty one is all together. */
  cells: Map<string, IndicatorValue>;
  /** Between the carrier that has most and the one that has least; null with fewer than two. */
  spread: number | null;
}

export interface Matrix {
  /** All together first. */
  operators: string[];
  /** The nation first, then provinces by code. */
  rows: MatrixRow[];
  /** Of single carriers in single provinces. */
  low: number;
  high: number;
}

export function matrixOf(values: IndicatorValue[]): Matrix {
  const mine = values.filter((one) => one.region === kNation || isProvince(one.region));
  const operators = [...new Set(mine.map((one) => one.operator))].sort();
  const regions = [...new Set(mine.map((one) => one.region))].sort((a, b) => Number(b === kNation) - Number(a === kNation) || a.localeCompare(b));
  const inner = mine.filter((one) => one.value !== null && one.operator !== "" && one.region !== kNation).map((one) => one.value!);
  return {
    operators, low: inner.length ? Math.min(...inner) : 0, high: inner.length ? Math.max(...inner) : 0,
    rows: regions.map((region) => {
      const cells = new Map(mine.filter((one) => one.region === region).map((one) => [one.operator, one]));
      const told = [...cells.values()].filter((one) => one.operator !== "" && one.value !== null).map((one) => one.value!);
      return { region, cells, spread: told.length > 1 ? Math.max(...told) - Math.min(...told) : null };
    }),
  };
}
