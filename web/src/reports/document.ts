// A report as data: the JSON skin of the document.
import type { Column, Row, Table } from "../tables/table";

export interface DocumentTable {
  id: string;
  caption: string;
  note?: string;
  columns: { id: string; title: string; unit?: string; group?: string; form: string }[];
  rows: Record<string, string | number | null>[];
  totals: number[];
}
export interface ReportDocument {
  language: "zh" | "en";
  title: string;
  number?: string;
  status?: string;
  date?: string;
  marker?: string;
  facts: { name: string; text: string }[];
  blocks: { kind: string; level?: number; text?: string; table?: string; id?: string; caption?: string }[];
  tables: DocumentTable[];
}

export interface Heading {
  /** As the page of the report has it: heading-1, heading-2... */
  anchor: string;
  level: number;
  text: string;
  /** Tables and figures below it, up to the next heading. */
  holds: number;
}

/** The headings in order. Their anchors are those of the HTML skin. */
export function outlineOf(document: ReportDocument): Heading[] {
  const found: Heading[] = [];
  for (const block of document.blocks) {
    if (block.kind === "heading") found.push({ anchor: `heading-${found.length + 1}`, level: block.level ?? 1, text: block.text ?? "", holds: 0 });
    else if ((block.kind === "table" || block.kind === "figure") && found.length) found.at(-1)!.holds++;
  }
  return found;
}

export const tableOf = (document: ReportDocument | null, id: string): DocumentTable | null => document?.tables.find((one) => one.id === id) ?? null;

const kKinds: Record<string, Column["kind"]> = { percent: "share", whole: "count" };
/** A table of the report as the console shows tables; where a column has words beside numbers it is of words. */
export function shown(table: DocumentTable): Table {
  const columns = table.columns.map((one): Column => {
    const isNumber = table.rows.some((row) => typeof row[one.id] === "number") && table.rows.every((row) => typeof row[one.id] !== "string");
    return { key: one.id, title: [one.group, one.title].filter(Boolean).join(" · ") + (one.unit ? ` (${one.unit})` : ""), kind: isNumber ? (kKinds[one.form] ?? "text") : "text" };
  });
  return { columns, rows: table.rows as Row[] };
}
