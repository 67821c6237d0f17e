// Heatmaps and flows between dimensions.

import type { EChartsCoreOption } from "echarts/core";
import { bytes, interval, percent } from "../format/number";
import type { Share } from "../api/types";
import { base, tip } from "./options";
import type { ChartTokens } from "./tokens";

export interface HeatCell {
  column: number;
  row: number;
  share: Share | null;
  bytes: number;
}

/** What a custom series may ask of its grid. */
interface GridApi {
  value(dimension: number): number;
  coord(point: number[]): number[];
  size(extent: number[]): number[];
}

export interface HeatWords {
  share: string;
  interval: string;
  volume: string;
  gap: string;
}

/** What a place without a cell is: a gap to be told, or no place at all (an hour outside the span). */
export type Absent = "gap" | "outside";

/** Shares in a grid of columns and rows; what is not known is crossed out, not pale. */
export function heatGrid(
  tokens: ChartTokens,
  columns: string[],
  rows: string[],
  cells: HeatCell[],
  words: HeatWords,
  labels: boolean,
  absent: Absent = "gap",
): EChartsCoreOption {
  const known = cells.filter((cell) => cell.share && cell.share.value !== null);
  const values = known.map((cell) => cell.share!.value!);
  const low = values.length ? Math.min(...values) : 0;
  const high = values.length ? Math.max(...values) : 1;
  const place = new Map(cells.map((cell) => [`${cell.column}/${cell.row}`, cell]));
  const empty: [number, number][] = [];
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < columns.length; column++) {
      const cell = place.get(`${column}/${row}`);
      if (cell ? cell.share?.value == null : absent === "gap") empty.push([column, row]);
    }
  }
  const axis = (data: string[]) => ({
    type: "category",
    data,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: tokens.muted, fontSize: tokens.size, hideOverlap: true },
    splitArea: { show: false },
  });
  // Few names break, many long ones are tilted: none is left out.
  const kFew = 6;
  const kShort = 4;
  const columnLabel =
    columns.length <= kFew ? { interval: 0, hideOverlap: false, formatter: (name: string) => name.replace(" ", "\n") }
    : columns.some((name) => name.length > kShort) ? { interval: 0, rotate: 40 }
    : {};
  return {
    ...base(tokens),
    grid: { left: 8, right: 8, top: 6, bottom: 40, containLabel: true },
    legend: { show: false },
    tooltip: {
      ...(base(tokens).tooltip as object),
      trigger: "item",
      formatter: (raw: unknown) => {
        const [column, row] = (raw as { value: [number, number] }).value;
        const cell = place.get(`${column}/${row}`);
        const title = `${rows[row]} · ${columns[column]}`;
        if (!cell || cell.share?.value == null) return tip(title, [{ name: words.gap, value: "" }]);
        const range = interval(cell.share);
        return tip(title, [
          { name: words.share, value: percent(cell.share.value) },
          ...(range ? [{ name: words.interval, value: range }] : []),
          { name: words.volume, value: bytes(cell.bytes) },
        ]);
      },
    },
    xAxis: {
      ...axis(columns),
      position: "bottom",
      axisLabel: { ...axis(columns).axisLabel, ...columnLabel },
    },
    yAxis: { ...axis(rows), inverse: true },
    visualMap: { ...scaleKey(tokens, low, high, tokens.scale), seriesIndex: 0 },
    series: [
      {
        type: "heatmap",
        data: known.map((cell) => ({
          value: [cell.column, cell.row, cell.share!.value],
          label: { color: (cell.share!.value! - low) / (high - low || 1) > 0.56 ? tokens.onHigh : tokens.onLow },
        })),
        itemStyle: { borderColor: tokens.surface, borderWidth: 1.5, borderRadius: 2 },
        label: {
          show: labels,
          fontSize: tokens.size - 1,
          formatter: (at: { value: [number, number, number] }) => (at.value[2] * 100).toFixed(1),
        },
        emphasis: { itemStyle: { borderColor: tokens.text, borderWidth: 1.5 } },
      },
      {
        type: "custom",
        name: "gap",
        data: empty,
        renderItem: (_: unknown, api: GridApi) => {
          const [x, y] = api.coord([api.value(0), api.value(1)]) as [number, number];
          const [width, height] = api.size([1, 1]) as [number, number];
          const box = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 };
          const stroke = Math.min(box.height, box.width) / 3;
          return {
            type: "group",
            children: [
              { type: "rect", shape: box, style: { fill: tokens.grid, opacity: 0.35 } },
              {
                type: "line",
                shape: { x1: x - stroke, y1: y + stroke, x2: x + stroke, y2: y - stroke },
                style: { stroke: tokens.gap, lineWidth: 1 },
              },
            ],
          };
        },
      },
    ],
  };
}

/** The key to a scale of shares, below the chart. */
function scaleKey(tokens: ChartTokens, low: number, high: number, color: string[]) {
  return {
    type: "continuous",
    min: low,
    max: high > low ? high : low + 0.01,
    orient: "horizontal",
    left: "center",
    bottom: 0,
    itemWidth: 10,
    itemHeight: 140,
    text: [percent(high), percent(low)],
    textStyle: { color: tokens.muted, fontSize: tokens.size },
    inRange: { color },
  };
}

export interface Flow {
  from: string;
  to: string;
  bytes: number;
  share: number | null;
}

/** Volumes that flow from one dimension to the next; the colour of a band is its IPv6 share. */
export function sankey(
  tokens: ChartTokens,
  flows: Flow[],
  nameOf: (node: string) => string,
  shareWord: string,
): EChartsCoreOption {
  const nodes = [...new Set(flows.flatMap((flow) => [flow.from, flow.to]))];
  const shares = flows.map((flow) => flow.share ?? 0);
  const most = Math.max(0.01, ...shares);
  const least = Math.min(most, ...shares);
  const colorOf = (share: number | null) => {
    if (share === null) return tokens.gap;
    const at = most > least ? (share - least) / (most - least) : 1;
    return tokens.scale[Math.min(6, Math.round(1 + at * 5))]!;
  };
  return {
    ...base(tokens),
    legend: { show: false },
    visualMap: { ...scaleKey(tokens, least, most, tokens.scale.slice(1)), seriesIndex: 1 },
    tooltip: {
      ...(base(tokens).tooltip as object),
      trigger: "item",
      formatter: (raw: unknown) => {
        const at = raw as { dataType: string; name: string; value: number; data: { share?: number | null; source?: string; target?: string } };
        if (at.dataType === "edge") {
          return tip(`${nameOf(at.data.source!)} → ${nameOf(at.data.target!)}`, [
            { name: bytes(at.value), value: "" },
            { name: shareWord, value: percent(at.data.share) },
          ]);
        }
        return tip(nameOf(at.name), [{ name: bytes(at.value), value: "" }]);
      },
    },
    series: [
      {
        type: "sankey",
        left: 8, right: 120, top: 8, bottom: 34,
        nodeWidth: 12, nodeGap: 7, draggable: false,
        emphasis: { focus: "adjacency" },
        label: { color: tokens.text, textBorderColor: tokens.surface, textBorderWidth: 3, fontSize: tokens.size, formatter: (at: { name: string }) => nameOf(at.name) },
        itemStyle: { color: tokens.muted, borderWidth: 0 },
        data: nodes.map((name) => ({ name })),
        links: flows.map((flow) => ({
          source: flow.from,
          target: flow.to,
          value: flow.bytes,
          share: flow.share,
          lineStyle: { color: colorOf(flow.share), opacity: 0.6, curveness: 0.5 },
        })),
      },
      // Bands take no visual map: this one is there for its key alone.
      { type: "custom", coordinateSystem: "none", data: [], renderItem: () => null, silent: true },
    ],
  };
}
