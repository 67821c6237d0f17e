// What is set side by side on an indicator's page: values by method, targets, what others published.
import type { Definition, IndicatorValue, Method, MethodName, OutsidePoint, Period, Target } from "../api/indicators";
import { isPeer, keyOf, kProvinces, ranksOf, wholeOf, type Peers } from "./peers";

/** A method in the address bar and as a key. */
export const methodKey = (method: MethodName): string => `${method.source}:${method.version}`;

/** Methods whose values are computed here: what others published is a series of its own, from its own points. */
export const computedMethods = <T extends MethodName>(methods: T[]): T[] => methods.filter((one) => one.source !== "imported");

export interface Line {
  key: string;
  method: Method;
  /** By period; null where no value was asked for or given. */
  values: (IndicatorValue | null)[];
}

/** The periods of an answer, in order. */
export function periodsOf(values: IndicatorValue[]): Period[] {
  const known = new Map(values.map((one) => [one.period.name, one.period]));
  return [...known.values()].sort((a, b) => a.first.localeCompare(b.first));
}

/** A line for each computed method, over the same periods. */
export function linesOf(values: IndicatorValue[], methods: Method[], periods: Period[]): Line[] {
  return computedMethods(methods).map((method) => {
    const key = methodKey(method);
    const mine = new Map(values.filter((one) => methodKey(one.method) === key).map((one) => [one.period.name, one]));
    return { key, method, values: periods.map((period) => mine.get(period.name) ?? null) };
  });
}

/** Points of an outside series at the periods they fall in; the newest where several do. */
export function atPeriods(points: OutsidePoint[], periods: Period[]): (OutsidePoint | null)[] {
  return periods.map((period) => points.filter((one) => one.month >= period.first && one.month <= period.last).sort((a, b) => a.month.localeCompare(b.month)).at(-1) ?? null);
}

/** Targets of an indicator and a scope, each once whatever the method; earliest first. */
export function targetsOf(targets: Target[], indicator: string, region: string): Target[] {
  const mine = targets.filter((one) => one.indicator === indicator && one.scope === region);
  return [...new Map(mine.map((one) => [one.target, one])).values()].sort((a, b) => a.due.localeCompare(b.due) || a.threshold - b.threshold);
}

export interface DatedLine {
  from: string;
  to: string;
  level: number;
  due: string;
  targets: Target[];
}

/**
 * Targets as lines over the periods shown: up to the period each is due in, or all along where that
 * is later. One that was due before them is shown only where none is due later: the last that was
 * asked for still says where things should stand. Papers that ask for the same are one line.
 */
export function datedLines(targets: Target[], periods: Period[]): DatedLine[] {
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return [];
  const later = targets.filter((one) => one.due.slice(0, 7) >= first.first);
  const newest = targets.at(-1)?.due;
  const shown = later.length ? later : targets.filter((one) => one.due === newest);
  const lines = new Map<string, DatedLine>();
  for (const target of shown) {
    const month = target.due.slice(0, 7);
    const to = month < first.first ? last.name : (periods.find((one) => one.last >= month)?.name ?? last.name);
    const key = `${target.comparison} ${target.threshold} ${target.due}`;
    const line = lines.get(key) ?? { from: first.name, to, level: target.threshold, due: target.due, targets: [] };
    line.targets.push(target);
    lines.set(key, line);
  }
  return [...lines.values()];
}

export interface Ranked {
  /** A region, or a carrier where carriers are ranked. */
  key: string;
  /** Ties share one; null: no value. */
  rank: number | null;
  value: IndicatorValue;
}

export interface Ranking {
  /** Best first, as the indicator's direction has it. */
  rows: Ranked[];
  /** Without a figure. */
  without: Ranked[];
  whole: IndicatorValue | null;
}

/** Peers in order of their values, and the value of all of them together: a sum over a sum, never a mean of theirs. */
export function rankingOf(values: IndicatorValue[], method: string, direction: Definition["direction"], peers: Peers = kProvinces): Ranking {
  const mine = values.filter((one) => methodKey(one.method) === method);
  const them = mine.filter((one) => isPeer(one, peers));
  const ranks = ranksOf(them.map((one) => one.value), direction);
  const all = them.map((value, at): Ranked => ({ key: keyOf(value, peers), rank: ranks[at]!, value }));
  const sign = direction === "down" ? 1 : -1;
  const rows = all.filter((one) => one.rank !== null).sort((a, b) => sign * (a.value.value! - b.value.value!) || a.key.localeCompare(b.key));
  const whole = wholeOf(peers);
  return { rows, without: all.filter((one) => one.rank === null), whole: mine.find((one) => one.region === whole.region && one.operator === whole.operator) ?? null };
}

/** Where zero lies and where a value ends on a scale that holds all of them, from 0 to 1. */
export function barScale(values: number[]): { zero: number; at: (value: number) => number } {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  const at = (value: number) => (value - low) / span;
  return { zero: at(0), at };
}

/** Ends and step of an axis that holds all values, at round figures; `most` is never passed unless a value does. */
export function extentOf(values: number[], least: number | null, most: number | null): { min: number; max: number; interval: number } {
  if (values.length === 0) return { min: 0, max: most ?? 1, interval: (most ?? 1) / 4 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const rough = Math.max(high - low, Math.abs(high) * 0.02, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999)!;
  const round = (value: number) => Number(value.toPrecision(12));
  const min = Math.floor(low / interval - 0.15) * interval;
  const max = Math.ceil(high / interval + 0.15) * interval;
  return {
    min: round(least !== null && low >= least ? Math.max(least, min) : min),
    max: round(most !== null && high <= most ? Math.min(most, max) : max),
    interval: round(interval),
  };
}
