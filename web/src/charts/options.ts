// Options of the chart kinds, as functions of data and tokens.

import type { EChartsCoreOption } from "echarts/core";
import { bitRate, bytes, kNone, percent } from "../format/number";
import { windowName } from "../format/time";
import { kZoneOffset } from "../state/range";
import type { Share, Step } from "../api/types";
import type { ChartTokens } from "./tokens";

/** Time as ECharts is to see it: told that it is UTC, it prints the reporting zone. */
export const shown = (time: number) => time + kZoneOffset;

export interface TipRow {
  color?: string;
  name: string;
  value: string;
  note?: string;
}

/** A tooltip without inline markup, so that a strict content policy may stay on. */
export function tip(title: string, rows: TipRow[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "chart-tip";
  const add = (parent: HTMLElement, tag: string, name: string, text = "") => {
    const part = document.createElement(tag);
    part.className = name;
    part.textContent = text;
    parent.append(part);
    return part;
  };
  add(box, "strong", "chart-tip-title", title);
  for (const row of rows) {
    const line = add(box, "div", "chart-tip-row");
    add(line, "i", "chart-tip-mark").style.background = row.color ?? "transparent";
    add(line, "span", "chart-tip-name", row.name);
    add(line, "b", "chart-tip-value", row.value);
    if (row.note) add(line, "span", "chart-tip-note", row.note);
  }
  return box;
}

export function base(tokens: ChartTokens): EChartsCoreOption {
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: tokens.font, fontSize: tokens.size, color: tokens.text },
    grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "html",
      confine: true,
      className: "chart-tip-frame",
      backgroundColor: tokens.surface,
      borderColor: tokens.line,
      textStyle: { color: tokens.text, fontSize: tokens.size },
      axisPointer: { lineStyle: { color: tokens.muted }, crossStyle: { color: tokens.muted } },
    },
    legend: {
      type: "scroll", top: 0, left: 0, itemWidth: 16, itemHeight: 8, itemGap: 14,
      icon: "roundRect", pageIconSize: 10,
      textStyle: { color: tokens.muted, fontSize: tokens.size },
      pageTextStyle: { color: tokens.muted }, pageIconColor: tokens.muted,
      pageIconInactiveColor: tokens.grid,
    },
  };
}

export function timeAxis(tokens: ChartTokens, starts: number[]) {
  return {
    type: "time",
    min: starts.length ? shown(starts[0]!) : undefined,
    max: starts.length ? shown(starts[starts.length - 1]!) : undefined,
    axisLine: { lineStyle: { color: tokens.line } },
    axisTick: { show: false },
    axisLabel: {
      color: tokens.muted, fontSize: tokens.size, hideOverlap: true,
      formatter: {
        year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}", second: "{HH}:{mm}:{ss}",
      },
    },
    splitLine: { show: false },
  };
}

export function valueAxis(tokens: ChartTokens, kind: "share" | "rate" | "bytes") {
  const name = { share: (v: number) => Number((v * 100).toFixed(2)) + "%", rate: bitRate, bytes }[kind];
  return {
    type: "value",
    min: 0,
    splitNumber: 4,
    axisLabel: { color: tokens.muted, fontSize: tokens.size, formatter: name },
    axisLine: { show: false },
    splitLine: { lineStyle: { color: tokens.grid } },
  };
}

export interface ShareLine {
  key: string;
  name: string;
  color: string;
  dash?: "solid" | "dashed" | "dotted";
  shares: (Share | null)[];
}

export interface TargetLine {
  /** The key of the line it is a target of. */
  of: string;
  name: string;
  value: number;
  color: string;
}

/** Ends and interval of an axis of shares that holds `values`, at round figures. */
export function shareExtent(values: number[]): { min: number; max: number; interval: number } {
  if (values.length === 0) return { min: 0, max: 1, interval: 0.25 };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const rough = Math.max(high - low, 0.004) / 4;
  const interval = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((one) => one >= rough * 0.999) ?? 0.25;
  const round = (value: number) => Number(value.toFixed(4));
  return {
    min: round(Math.max(0, Math.floor(low / interval - 0.15) * interval)),
    max: round(Math.min(1, Math.ceil(high / interval + 0.15) * interval)),
    interval,
  };
}

/** Shares over time: a line each, its interval as a band, gaps as gaps, targets as dated lines. */
export function shareLines(
  tokens: ChartTokens,
  starts: number[],
  step: Step,
  lines: ShareLine[],
  targets: TargetLine[] = [],
): EChartsCoreOption {
  const dots = starts.length < 2;
  // The label of a target stands on the side of it where its line is not.
  const isAbove = (line: ShareLine, value: number) =>
    (line.shares.find((share) => share?.value != null)?.value ?? 0) <= value;
  const band = (line: ShareLine, part: "low" | "high") => ({
    type: "line",
    name: line.name,
    stack: "interval-" + line.key,
    stackStrategy: "all",
    silent: true,
    showSymbol: false,
    lineStyle: { opacity: 0 },
    itemStyle: { color: line.color },
    areaStyle: part === "high" ? { color: line.color, opacity: 0.16 } : { opacity: 0 },
    emphasis: { disabled: true },
    z: 1,
    data: line.shares.map((share, i) => {
      const known = share && share.value !== null && share.low != null && share.high != null;
      const value = !known ? null : part === "low" ? share.low! : share.high! - share.low!;
      return [shown(starts[i]!), value];
    }),
  });
  const main = lines.map((line) => ({
    type: "line",
    name: line.name,
    id: line.key,
    // A single window between two gaps has no line: it gets a dot.
    showSymbol: true,
    symbol: "circle",
    symbolSize: (_: unknown, at: { dataIndex: number }) => {
      const alone = line.shares[at.dataIndex - 1]?.value == null && line.shares[at.dataIndex + 1]?.value == null;
      return dots || alone ? 6 : 0;
    },
    connectNulls: false,
    lineStyle: { width: 2, color: line.color, type: line.dash ?? "solid" },
    itemStyle: { color: line.color },
    z: 3,
    data: line.shares.map((share, i) => [shown(starts[i]!), share?.value ?? null]),
    markLine: {
      silent: true,
      symbol: "none",
      z: 1, // Behind the lines, which are evidence; a label over them would hide it.
      data: targets
        .filter((target) => target.of === line.key)
        .map((target) => ({
          yAxis: target.value,
          lineStyle: { color: target.color, type: "dashed", width: 1.25, opacity: 0.9 },
          label: {
            formatter: target.name,
            position: isAbove(line, target.value) ? "insideStartTop" : "insideStartBottom", color: target.color, fontSize: tokens.size - 1,
            backgroundColor: tokens.surface, padding: [1, 3], borderRadius: 2,
          },
        })),
    },
  }));
  const extent = shareExtent([
    ...targets.map((target) => target.value),
    ...lines.flatMap((line) =>
      line.shares.flatMap((share) => (share?.value == null ? [] : [share.low ?? share.value, share.high ?? share.value])),
    ),
  ]);
  return {
    ...base(tokens),
    tooltip: {
      ...(base(tokens).tooltip as object),
      formatter: (raw: unknown) => {
        const at = (raw as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        return tip(windowName(starts[at] ?? 0, step), lines.map((line) => {
          const share = line.shares[at];
          const wide = share?.low != null && share.high != null && share.low !== share.high;
          return {
            color: line.color,
            name: line.name,
            value: percent(share?.value),
            note: wide ? `${percent(share!.low)} – ${percent(share!.high)}` : undefined,
          };
        }));
      },
    },
    xAxis: timeAxis(tokens, starts),
    yAxis: { ...valueAxis(tokens, "share"), ...extent },
    series: [...lines.flatMap((line) => [band(line, "low"), band(line, "high")]), ...main],
  };
}

export interface Layer {
  key: string;
  name: string;
  color: string;
  /** Already in the unit of the axis; null is a gap. */
  values: (number | null)[];
  /** Drawn as a line over the stack: the previous period. */
  line?: boolean;
}

/** Volumes over time, one on the other. */
export function stackedAreas(
  tokens: ChartTokens,
  starts: number[],
  step: Step | "second",
  layers: Layer[],
  kind: "rate" | "bytes" = "rate",
  titleOf: (time: number) => string = (time) => windowName(time, step === "second" ? "minute" : step),
): EChartsCoreOption {
  const name = kind === "rate" ? bitRate : bytes;
  const stacked = layers.filter((layer) => !layer.line);
  return {
    ...base(tokens),
    tooltip: {
      ...(base(tokens).tooltip as object),
      formatter: (raw: unknown) => {
        const at = (raw as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        return tip(titleOf(starts[at] ?? 0), [...layers].reverse().map((layer) => {
          const value = layer.values[at];
          return { color: layer.color, name: layer.name, value: value == null ? kNone : name(value) };
        }));
      },
    },
    xAxis: timeAxis(tokens, starts),
    yAxis: valueAxis(tokens, kind),
    series: layers.map((layer) => ({
      type: "line",
      name: layer.name,
      id: layer.key,
      stack: layer.line ? undefined : "volume",
      stackStrategy: "all",
      // A point between two gaps has neither line nor area: it gets a dot.
      showSymbol: true,
      symbol: "circle",
      symbolSize: (_: unknown, at: { dataIndex: number }) =>
        layer.values[at.dataIndex - 1] == null && layer.values[at.dataIndex + 1] == null ? 6 : 0,
      connectNulls: false,
      lineStyle: { width: layer.line ? 1.5 : 1, color: layer.color, type: layer.line ? "dashed" : "solid" },
      itemStyle: { color: layer.color },
      areaStyle: layer.line ? undefined : { color: layer.color, opacity: stacked.length > 2 ? 0.75 : 0.55 },
      emphasis: { disabled: true },
      z: layer.line ? 4 : 2,
      data: layer.values.map((value, i) => [shown(starts[i]!), value]),
    })),
  };
}
