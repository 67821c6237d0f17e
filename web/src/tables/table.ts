// The table behind a chart: the same figures, as rows to read, to sort and to take away.

import { bitRate, bytes, count, interval, kNone, percent, points } from "../format/number";
import { dateTime } from "../format/time";
import { translate } from "../i18n";
import type { Share } from "../api/types";
import type { Language } from "../state/url";

export type ColumnKind = "text" | "share" | "bytes" | "rate" | "count" | "points" | "time";

export interface Column {
  key: string;
  title: string;
  kind: ColumnKind;
}

export type Value = string | number | Share | null | undefined;
export type Row = Record<string, Value>;

export interface Table {
  columns: Column[];
  rows: Row[];
}

function isShare(value: Value): value is Share {
  return typeof value === "object" && value !== null;
}

/** A cell as a person reads it. */
export function shownValue(value: Value, kind: ColumnKind, language: Language): string {
  if (value === null || value === undefined) return kNone;
  if (isShare(value)) {
    const range = interval(value);
    return percent(value.value) + (range ? ` (${range})` : "");
  }
  if (typeof value === "string") return value;
  switch (kind) {
    case "share": return percent(value);
    case "bytes": return bytes(value);
    case "rate": return bitRate(value);
    case "count": return count(value, language);
    case "points": return points(value);
    case "time": return dateTime(value);
    case "text": return String(value);
  }
}

/** What a column is sorted by; a gap is after every figure. */
export function sortKey(value: Value): number | string | null {
  if (value === null || value === undefined) return null;
  return isShare(value) ? value.value : value;
}

/** The rows in order of a column; gaps last in both directions. */
export function sorted(rows: Row[], key: string, descending: boolean, language: Language): Row[] {
  const collator = new Intl.Collator(language === "zh" ? "zh-CN" : "en");
  return [...rows].sort((a, b) => {
    const left = sortKey(a[key]);
    const right = sortKey(b[key]);
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const order =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : collator.compare(String(left), String(right));
    return descending ? -order : order;
  });
}

function quoted(text: string): string {
  // A leading =, +, - or @ would be run as a formula by a spreadsheet.
  const safe = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function rawCells(value: Value, kind: ColumnKind): string[] {
  if (kind === "share") {
    const share = isShare(value) ? value : { value: (value as number | null) ?? null };
    const texts = [share.value, share.low, share.high, share.samples];
    return [...texts.map((v) => (v === null || v === undefined ? "" : String(v))), share.gap ?? ""];
  }
  if (value === null || value === undefined) return [""];
  if (kind === "time" && typeof value === "number") return [new Date(value).toISOString()];
  return [String(value)];
}

const kUnits: Partial<Record<ColumnKind, string>> = { bytes: " (B)", rate: " (bit/s)", time: " (UTC)" };
const kShareParts = ["low", "high", "samples", "gap"] as const;

/**
 * The table as CSV (RFC 4180) with full precision: shares are ratios with both ends of their
 * interval, instants are UTC. Titles are in the reader's language, with units. Starts with a byte
 * order mark, by which Excel knows UTF-8.
 */
export function toCsv(table: Table, language: Language): string {
  const head = table.columns.flatMap((column) =>
    column.kind === "share"
      ? [column.title, ...kShareParts.map((part) => `${column.title} ${translate(language, `csv.${part}`)}`)]
      : [column.title + (kUnits[column.kind] ?? "")],
  );
  const lines = table.rows.map((row) =>
    table.columns.flatMap((column) => rawCells(row[column.key], column.kind)),
  );
  return "\ufeff" + [head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
}
