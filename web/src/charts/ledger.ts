// Options of the ledger's charts, as functions of data and tokens.

import type { EChartsCoreOption } from "echarts/core";
import type { Bar } from "../ledger/waterfall";
import { base, tip, type TipRow } from "./options";
import type { ChartTokens } from "./tokens";

interface Point {
  dataIndex: number;
}

const firstOf = (points: unknown): number => ((Array.isArray(points) ? points[0] : points) as Point).dataIndex;

function monthAxis(tokens: ChartTokens, months: string[]) {
  return {
    type: "category", data: months, boundaryGap: false, axisLine: { lineStyle: { color: tokens.line } }, axisTick: { show: false },
    axisLabel: { color: tokens.muted, fontSize: tokens.size, hideOverlap: true },
  };
}
function levelAxis(tokens: ChartTokens, format: (value: number) => string, min?: number) {
  return {
    type: "value", min, scale: min === undefined, splitNumber: 4, axisLabel: { color: tokens.muted, fontSize: tokens.size, formatter: format },
    axisLine: { show: false }, splitLine: { lineStyle: { color: tokens.grid } },
  };
}

export interface MonthLine {
  key: string;
  name: string;
  color: string;
  dashed?: boolean;
  values: (number | null)[];
}

/** Lines by month; months that are frozen have a diamond, the reference level is a dashed line. */
export function monthLines(o: {
  tokens: ChartTokens; months: string[]; lines: MonthLine[]; format: (value: number) => string; frozen?: string[]; fromZero?: boolean;
  reference?: { month: string; level: number; name: string } | null; rowsOf?: (index: number) => TipRow[];
}): EChartsCoreOption {
  const { tokens, months, format } = o;
  const start = o.reference ? months.indexOf(o.reference.month) : -1;
  const target = o.reference && {
    silent: true, symbol: ["none", "none"], lineStyle: { color: tokens.target, type: "dashed", width: 1.5 },
    label: { show: true, position: "insideEndTop", color: tokens.target, fontSize: tokens.size, formatter: o.reference.name },
    data: [start < 0 ? { yAxis: o.reference.level } : [{ coord: [months[start], o.reference.level] }, { coord: [months.at(-1), o.reference.level], name: o.reference.name }]],
  };
  const series = o.lines.map((line, at) => ({
    id: line.key, name: line.name, type: "line", connectNulls: false, color: line.color,
    lineStyle: { width: 2, type: line.dashed ? "dashed" : "solid" }, symbol: "circle", symbolSize: 5, showSymbol: months.length <= 40,
    data: line.values.map((value, index) => (at === 0 && o.frozen?.includes(months[index]!) ? { value, symbol: "diamond", symbolSize: 12 } : value)),
    ...(at === 0 && target ? { markLine: target } : {}),
  }));
  const rowsOf = o.rowsOf ?? ((index: number) => o.lines.map((line) => ({ color: line.color, name: line.name, value: line.values[index] == null ? "–" : format(line.values[index]!) })));
  const frame = base(tokens) as { grid: object; tooltip: object; legend: object };
  // The reference is to be seen too: an axis that follows the levels alone could leave it out.
  const levels = o.lines.flatMap((line) => line.values).filter((one) => one !== null).concat(o.reference ? [o.reference.level] : []);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const min = o.fromZero || levels.length === 0 || high <= 0 || high - low > high * 0.5 ? 0 : Math.max(0, low - (high - low || high * 0.1) * 0.5);
  return {
    ...frame,
    grid: { ...frame.grid, top: o.lines.length > 1 ? 34 : 22, right: 24 },
    legend: { ...frame.legend, show: o.lines.length > 1 },
    tooltip: { ...frame.tooltip, formatter: (points: unknown) => tip(months[firstOf(points)] ?? "", rowsOf(firstOf(points))) },
    xAxis: monthAxis(tokens, months),
    yAxis: levelAxis(tokens, format, rounded(min, high)),
    series,
  };
}

/** A round figure at or below `min`, as fine as the spread up to `high` needs. */
function rounded(min: number, high: number): number {
  if (min <= 0) return 0;
  const step = 10 ** Math.floor(Math.log10(Math.max(high - min, 1e-6)));
  return Math.floor(min / step) * step;
}

/** A waterfall: levels stand, parts hang between them. */
export function waterfall(o: {
  tokens: ChartTokens; bars: Bar[]; floor: number; nameOf: (bar: Bar) => string; format: (value: number | null) => string; change: (value: number | null) => string; chosen: string; hint: string; isNarrow?: boolean;
}): EChartsCoreOption {
  const { tokens } = o;
  const colorOf = (bar: Bar) => (bar.isLevel ? tokens.v4 : bar.name === "corrected" ? tokens.target : bar.name.startsWith("moved") ? tokens.muted : (bar.value ?? 0) > 0 ? tokens.bad : tokens.good);
  const frame = base(tokens) as { grid: object; tooltip: object };
  const label = (bar: Bar) => (bar.isLevel ? o.format(bar.value) : o.change(bar.value));
  return {
    ...frame,
    legend: { show: false },
    grid: { ...frame.grid, top: 26 },
    tooltip: {
      ...frame.tooltip, axisPointer: { type: "shadow" },
      formatter: (points: unknown) => {
        const bar = o.bars[firstOf(points)]!;
        return tip(o.nameOf(bar), [{ color: colorOf(bar), name: bar.isLevel ? "" : o.hint, value: label(bar) }]);
      },
    },
    xAxis: {
      type: "category", data: o.bars.map(o.nameOf), axisLine: { lineStyle: { color: tokens.line } }, axisTick: { show: false },
      axisLabel: { color: tokens.text, fontSize: tokens.size, interval: 0, rotate: o.isNarrow ? 40 : 0 },
    },
    yAxis: levelAxis(tokens, o.format, o.floor),
    series: [
      { type: "bar", stack: "w", silent: true, itemStyle: { color: "transparent" }, emphasis: { disabled: true }, tooltip: { show: false }, data: o.bars.map((bar) => (bar.isLevel ? 0 : bar.low)) },
      {
        id: "bars", type: "bar", stack: "w", barMaxWidth: 72, cursor: "pointer",
        labelLayout: { hideOverlap: true },
        label: { show: true, position: "top", color: tokens.text, fontSize: tokens.size, formatter: (point: Point) => label(o.bars[point.dataIndex]!) },
        data: o.bars.map((bar) => ({
          value: bar.high - bar.low,
          itemStyle: { color: colorOf(bar), borderColor: bar.name === o.chosen ? tokens.text : undefined, borderWidth: bar.name === o.chosen ? 2 : 0, borderRadius: 2 },
        })),
      },
    ],
  };
}

/** A band from the least to the most of each day, and the mean in it; days that were not polled are gaps. */
export function dayBand(o: {
  tokens: ChartTokens; days: string[]; least: (number | null)[]; most: (number | null)[]; mean: (number | null)[]; names: { mean: string; least: string; most: string }; format: (value: number) => string;
}): EChartsCoreOption {
  const { tokens, format } = o;
  const frame = base(tokens) as { grid: object; tooltip: object };
  const shown = (value: number | null | undefined) => (value === null || value === undefined ? "–" : format(value));
  const line = { type: "line", symbol: "none", connectNulls: false };
  return {
    ...frame,
    legend: { show: false },
    grid: { ...frame.grid, top: 14 },
    tooltip: {
      ...frame.tooltip,
      formatter: (points: unknown) => {
        const at = firstOf(points);
        return tip(o.days[at] ?? "", [
          { color: tokens.v4, name: o.names.mean, value: shown(o.mean[at]) }, { name: o.names.least, value: shown(o.least[at]) }, { name: o.names.most, value: shown(o.most[at]) },
        ]);
      },
    },
    xAxis: monthAxis(tokens, o.days),
    yAxis: levelAxis(tokens, format, 0),
    series: [
      { ...line, stack: "band", lineStyle: { opacity: 0 }, data: o.least },
      { ...line, stack: "band", lineStyle: { opacity: 0 }, areaStyle: { color: tokens.v4, opacity: 0.22 }, data: o.most.map((most, at) => (most === null || o.least[at] == null ? null : most - o.least[at]!)) },
      { ...line, id: "mean", color: tokens.v4, lineStyle: { width: 2 }, data: o.mean },
    ],
  };
}
