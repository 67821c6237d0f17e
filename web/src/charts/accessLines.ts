// The share by kind of access over time: the same chart on several pages.

import { targetFor } from "../api/traffic";
import type { Cell, Envelope, Target } from "../api/types";
import type { ColumnKind, Row, Table } from "../tables/table";
import { shareLines, type ShareLine, type TargetLine } from "./options";
import type { ChartTokens } from "./tokens";
import { toWindows } from "./windows";

export const kAccessOrder = ["fixed", "mobile", "idc", "leased_line", "unknown"];
const kDashes: Record<string, ShareLine["dash"]> = { idc: "dashed", leased_line: "dotted", unknown: "dotted" };

export interface LineWords {
  nameOf: (key: string) => string;
  time: string;
  target: (name: string, value: string, due: string) => string;
}

/** Lines of shares by `dimension`, with the table behind them. */
export function shareChart(
  tokens: ChartTokens,
  answer: Envelope<Cell[]> | null,
  dimension: string,
  keys: string[],
  targets: Target[],
  words: LineWords,
) {
  const windows = toWindows(answer, (cell) => cell.dimensions[dimension] ?? "all");
  const empty: Table = { columns: [], rows: [] };
  if (!windows || windows.series.size === 0) return { option: null, table: empty };
  const present = keys.filter((key) => windows.series.has(key));
  const lines = present.map((key, index): ShareLine => ({
    key,
    name: words.nameOf(key),
    color: dimension === "access" ? tokens.access[key]! : key === "all" ? tokens.v6 : tokens.series[index % 10]!,
    dash: dimension === "access" ? kDashes[key] : index % 2 ? "dashed" : "solid",
    shares: windows.series.get(key)!.map((cell) => cell?.share ?? null),
  }));
  const last = windows.starts[windows.starts.length - 1]!;
  const lined: TargetLine[] = dimension !== "access" ? [] : present.flatMap((key) => {
    const target = targetFor(targets, key, last);
    if (!target) return [];
    return [{ of: key, value: target.value, name: words.target(words.nameOf(key), Number((target.value * 100).toFixed(2)) + "%", target.due), color: tokens.access[key]! }];
  });
  const table: Table = {
    columns: [
      { key: "time", title: words.time, kind: "time" },
      ...lines.map((line) => ({ key: line.key, title: line.name, kind: "share" as ColumnKind })),
    ],
    rows: windows.starts.map((start, index): Row => ({
      time: start,
      ...Object.fromEntries(lines.map((line) => [line.key, line.shares[index]])),
    })),
  };
  return { option: shareLines(tokens, windows.starts, windows.step, lines, lined), table };
}
