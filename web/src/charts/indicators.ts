// The chart of an indicator's values, as a function of data and tokens.
import type { EChartsCoreOption } from "echarts/core";
import type { Interval } from "../api/indicators";
import { extentOf, type DatedLine } from "../indicators/series";
import { base, tip, type TipRow } from "./options";
import type { ChartTokens } from "./tokens";

export interface ValueLine {
  key: string;
  name: string;
  color: string;
  dash: "solid" | "dashed";
  values: (number | null)[];
  intervals: (Interval | null)[];
}

/** What others published: points, joined by dots only. */
export interface PublishedLine {
  key: string;
  name: string;
  values: (number | null)[];
}

interface Point {
  dataIndex: number;
}

/**
 * Values by method with their intervals as bands; targets as dashed lines up to where they are due;
 * what others published as diamonds that no solid line joins. Periods without a value are gaps.
 */
export function valueLines(o: {
  tokens: ChartTokens; periods: string[]; lines: ValueLine[]; published: PublishedLine[]; targets: (DatedLine & { name: string })[];
  format: (value: number) => string; isShare: boolean; rowsOf: (index: number) => TipRow[];
}): EChartsCoreOption {
  const { tokens, periods } = o;
  const frame = base(tokens) as { grid: object; tooltip: object; legend: object };
  const values = [
    ...o.lines.flatMap((line) => line.values.flatMap((value, at) => (value === null ? [] : [value, line.intervals[at]?.low ?? value, line.intervals[at]?.high ?? value]))),
    ...o.published.flatMap((line) => line.values.filter((one) => one !== null)), ...o.targets.map((one) => one.level),
  ];
  const extent = extentOf(values, 0, o.isShare ? 1 : null);
  const last = periods.length - 1;
  const band = (line: ValueLine, part: "low" | "high") => ({
    type: "line", name: line.name, stack: `interval ${line.key}`, stackStrategy: "all", silent: true, showSymbol: false, z: 1,
    lineStyle: { opacity: 0 }, itemStyle: { color: line.color }, areaStyle: part === "high" ? { color: line.color, opacity: 0.18 } : { opacity: 0 }, emphasis: { disabled: true },
    data: line.intervals.map((one, at) => (one === null || line.values[at] === null ? null : part === "low" ? one.low : one.high - one.low)),
  });
  const main = o.lines.map((line) => ({
    id: line.key, type: "line", name: line.name, connectNulls: false, z: 3, symbol: "circle", symbolSize: 5, showSymbol: true,
    lineStyle: { width: 2, color: line.color, type: line.dash }, itemStyle: { color: line.color }, data: line.values,
  }));
  const published = o.published.map((line) => ({
    id: line.key, type: "line", name: line.name, connectNulls: true, z: 4, symbol: "diamond", symbolSize: 11, showSymbol: true,
    lineStyle: { width: 1.25, color: tokens.v4, type: "dotted" }, itemStyle: { color: tokens.v4, borderColor: tokens.surface, borderWidth: 1 }, data: line.values,
  }));
  const targets = o.targets.length === 0 ? [] : [{
    type: "line", data: [], silent: true, z: 2,
    markLine: {
      silent: true, symbol: ["none", "diamond"], symbolSize: 5, lineStyle: { color: tokens.target, type: "dashed", width: 1.5 },
      label: { show: true, position: "insideStartTop", color: tokens.target, fontSize: tokens.size, backgroundColor: tokens.surface, padding: [1, 3] },
      // One that is due in the first period is a mark and no line: beyond its day nothing is asked for.
      data: o.targets.map((one) => [{ coord: [one.from, one.level], name: one.name, label: { formatter: one.name } }, { coord: [one.to, one.level] }]),
    },
  }];
  return {
    ...frame,
    grid: { ...frame.grid, top: 34, right: 24 },
    legend: { ...frame.legend, data: [...o.lines, ...o.published].map((one) => one.name) },
    tooltip: {
      ...frame.tooltip,
      formatter: (points: unknown) => {
        const index = ((Array.isArray(points) ? points[0] : points) as Point).dataIndex;
        return tip(periods[index] ?? "", o.rowsOf(index));
      },
    },
    xAxis: {
      type: "category", data: periods, boundaryGap: last === 0, axisLine: { lineStyle: { color: tokens.line } }, axisTick: { show: false },
      axisLabel: { color: tokens.muted, fontSize: tokens.size, hideOverlap: true },
    },
    yAxis: {
      type: "value", ...extent, axisLabel: { color: tokens.muted, fontSize: tokens.size, formatter: o.format }, axisLine: { show: false }, splitLine: { lineStyle: { color: tokens.grid } },
    },
    series: [...o.lines.filter((line) => line.intervals.some((one) => one !== null)).flatMap((line) => [band(line, "low"), band(line, "high")]), ...main, ...published, ...targets],
  };
}
