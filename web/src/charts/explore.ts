// The chart of the explore page: one answer, four ways to see it.

import type { EChartsCoreOption } from "echarts/core";
import type { Cell, Dimension, Envelope, Share } from "../api/types";
import type { Column, Row, Table } from "../tables/table";
import { heatGrid, sankey, type Flow, type HeatCell, type HeatWords } from "./grids";
import { shareLines, stackedAreas, type Layer, type ShareLine } from "./options";
import type { ChartTokens } from "./tokens";
import { toWindows, total } from "./windows";

export type ExploreKind = "share" | "volume" | "heat" | "sankey";

export interface ExploreAsk {
  kind: ExploreKind;
  tokens: ChartTokens;
  by: Dimension[];
  parts: Envelope<Cell[]> | null;
  series: Envelope<Cell[]> | null;
  /** Keys of the largest cells, largest first. */
  leaders: string[];
  top: number;
  compare: boolean;
  keyOf: (dimensions: Record<string, string>) => string;
  nameOfKey: (key: string) => string;
  labelOf: (dimension: string, value: string) => string;
  words: HeatWords & { time: string; previous: string; rest: (n: number) => string; from: string; to: string };
}

export interface ExploreChart {
  option: EChartsCoreOption | null;
  table: Table;
  height: string;
  /** The conditions that what was clicked stands for. */
  pick?: (at: unknown) => [string, string][];
}

const kEmpty: Table = { columns: [], rows: [] };

export function exploreChart(ask: ExploreAsk): ExploreChart {
  if (ask.kind === "share" || ask.kind === "volume") return overTime(ask);
  if (ask.by.length < 2 || !ask.parts?.data.length) return { option: null, table: kEmpty, height: "20rem" };
  return ask.kind === "heat" ? heat(ask) : flows(ask);
}

function overTime(ask: ExploreAsk): ExploreChart {
  const windows = toWindows(ask.series, (cell) => ask.keyOf(cell.dimensions));
  const height = "24rem";
  if (!windows || windows.series.size === 0) return { option: null, table: kEmpty, height };
  const keys = (ask.by.length ? ask.leaders : [""]).filter((key) => windows.series.has(key));
  const colorOf = (key: string, index: number) =>
    ask.by.length === 1 && ask.by[0] === "access" ? ask.tokens.access[key] ?? ask.tokens.muted : ask.tokens.series[index % 10]!;
  if (ask.kind === "share") {
    const lines = keys.flatMap((key, index): ShareLine[] => {
      const cells = windows.series.get(key)!;
      const line: ShareLine = {
        key, name: ask.nameOfKey(key), color: colorOf(key, index), dash: index % 3 === 1 ? "dashed" : index % 3 === 2 ? "dotted" : "solid",
        shares: cells.map((cell) => cell?.share ?? null),
      };
      if (!ask.compare) return [{ ...line, dash: index < 4 ? "solid" : line.dash }];
      const before: ShareLine = {
        ...line, key: key + "\u0002", name: `${line.name} (${ask.words.previous})`, dash: "dotted",
        shares: cells.map((cell): Share | null => (cell?.previous?.share?.value == null ? null : { value: cell.previous.share.value })),
      };
      return [{ ...line, dash: "solid" }, before];
    });
    return {
      option: shareLines(ask.tokens, windows.starts, windows.step, lines), height,
      table: timeTable(ask, windows.starts, lines.map((line) => ({ key: line.key, title: line.name, kind: "share" })), (key, i) =>
        lines.find((line) => line.key === key)!.shares[i]),
    };
  }
  const rate = (value: number | null, i: number, seconds = windows.seconds) => (value === null ? null : (value * 8) / seconds[i]!);
  const layers = keys.map((key, index): Layer => ({
    key, name: ask.nameOfKey(key), color: colorOf(key, index),
    values: windows.series.get(key)!.map((cell, i) => rate(cell ? total(cell) : null, i)),
  }));
  if (ask.compare) {
    const sum = windows.starts.map((_, i) => {
      const before = keys.map((key) => windows.series.get(key)![i]?.previous).filter((one) => one !== undefined);
      return before.length ? rate(before.reduce((all, one) => all + total(one), 0), i, windows.whole) : null;
    });
    layers.push({ key: "\u0002", name: ask.words.previous, color: ask.tokens.muted, line: true, values: sum });
  }
  return {
    option: stackedAreas(ask.tokens, windows.starts, windows.step, layers), height,
    table: timeTable(ask, windows.starts, layers.map((layer) => ({ key: layer.key, title: layer.name, kind: "rate" })), (key, i) =>
      layers.find((layer) => layer.key === key)!.values[i]),
  };
}

function timeTable(
  ask: ExploreAsk, starts: number[], columns: Column[], value: (key: string, i: number) => Row[string],
): Table {
  return {
    columns: [{ key: "time", title: ask.words.time, kind: "time" }, ...columns],
    rows: starts.map((start, i): Row => ({
      time: start, ...Object.fromEntries(columns.map((column) => [column.key, value(column.key, i)])),
    })),
  };
}

/** The largest values of a dimension, most bytes first. */
function largest(cells: Cell[], dimension: string, most: number): string[] {
  const volume = new Map<string, number>();
  for (const cell of cells) {
    const key = cell.dimensions[dimension]!;
    volume.set(key, (volume.get(key) ?? 0) + total(cell));
  }
  return [...volume].sort((a, b) => b[1] - a[1]).slice(0, most).map(([key]) => key);
}

function heat(ask: ExploreAsk): ExploreChart {
  const [down, along] = ask.by as [Dimension, Dimension];
  const cells = ask.parts!.data;
  const rows = largest(cells, down, 40);
  const columns = largest(cells, along, 24);
  // With more than two dimensions several cells share a place: their bytes are added, then divided.
  const sums = new Map<string, { v4: number; v6: number; share: Share; alone: boolean }>();
  for (const cell of cells) {
    const place = `${columns.indexOf(cell.dimensions[along]!)}/${rows.indexOf(cell.dimensions[down]!)}`;
    const sum = sums.get(place);
    if (!sum) sums.set(place, { v4: cell.v4.bytes, v6: cell.v6.bytes, share: cell.share, alone: true });
    else Object.assign(sum, { v4: sum.v4 + cell.v4.bytes, v6: sum.v6 + cell.v6.bytes, alone: false });
  }
  const grid: HeatCell[] = [...sums].flatMap(([place, sum]) => {
    const [column, row] = place.split("/").map(Number) as [number, number];
    if (column < 0 || row < 0) return [];
    const share = sum.alone ? sum.share : { value: sum.v6 / (sum.v4 + sum.v6) };
    return [{ column, row, share, bytes: sum.v4 + sum.v6 }];
  });
  return {
    option: heatGrid(
      ask.tokens, columns.map((one) => ask.labelOf(along, one)), rows.map((one) => ask.labelOf(down, one)), grid, ask.words, columns.length <= 12,
    ),
    height: `${Math.max(16, Math.min(60, rows.length * 1.5 + 5))}rem`,
    table: {
      columns: [
        { key: "row", title: ask.words.from, kind: "text" }, { key: "column", title: ask.words.to, kind: "text" },
        { key: "share", title: ask.words.share, kind: "share" }, { key: "bytes", title: ask.words.volume, kind: "bytes" },
      ],
      rows: grid.map((cell): Row => ({
        row: ask.labelOf(down, rows[cell.row]!), column: ask.labelOf(along, columns[cell.column]!), share: cell.share, bytes: cell.bytes,
      })),
    },
    pick: (at) => {
      const value = (at as { value?: [number, number] }).value;
      return value ? [[down, rows[value[1]]!], [along, columns[value[0]]!]] : [];
    },
  };
}

const kRest = "\u0003";

function flows(ask: ExploreAsk): ExploreChart {
  const cells = ask.parts!.data;
  const kept = new Map(ask.by.map((name) => [name, largest(cells, name, ask.top)]));
  const node = (name: string, value: string) => `${name}\u0001${kept.get(name as Dimension)!.includes(value) ? value : kRest}`;
  const sums = new Map<string, { from: string; to: string; v4: number; v6: number }>();
  for (const cell of cells) {
    for (let i = 0; i + 1 < ask.by.length; i++) {
      const from = node(ask.by[i]!, cell.dimensions[ask.by[i]!]!);
      const to = node(ask.by[i + 1]!, cell.dimensions[ask.by[i + 1]!]!);
      const sum = sums.get(from + to) ?? { from, to, v4: 0, v6: 0 };
      sums.set(from + to, { ...sum, v4: sum.v4 + cell.v4.bytes, v6: sum.v6 + cell.v6.bytes });
    }
  }
  const list = [...sums.values()].map((sum): Flow => ({
    from: sum.from, to: sum.to, bytes: sum.v4 + sum.v6, share: sum.v4 + sum.v6 > 0 ? sum.v6 / (sum.v4 + sum.v6) : null,
  }));
  const nameOf = (key: string) => {
    const [name, value] = key.split("\u0001") as [Dimension, string];
    const all = new Set(cells.map((cell) => cell.dimensions[name])).size;
    return value === kRest ? ask.words.rest(all - kept.get(name)!.length) : ask.labelOf(name, value);
  };
  return {
    option: sankey(ask.tokens, list, nameOf, ask.words.share),
    height: `${Math.max(22, Math.min(44, ask.top * 2.6))}rem`,
    table: {
      columns: [
        { key: "from", title: ask.words.from, kind: "text" }, { key: "to", title: ask.words.to, kind: "text" },
        { key: "bytes", title: ask.words.volume, kind: "bytes" }, { key: "share", title: ask.words.share, kind: "share" },
      ],
      rows: list.sort((a, b) => b.bytes - a.bytes).map((flow): Row => ({
        from: nameOf(flow.from), to: nameOf(flow.to), bytes: flow.bytes, share: flow.share,
      })),
    },
    pick: (at) => {
      const data = at as { dataType?: string; name?: string; data?: { source?: string; target?: string } };
      const ends = data.dataType === "edge" ? [data.data?.source, data.data?.target] : [data.name];
      return ends
        .filter((one): one is string => one !== undefined && !one.endsWith(kRest))
        .map((one) => one.split("\u0001") as [string, string]);
    },
  };
}
