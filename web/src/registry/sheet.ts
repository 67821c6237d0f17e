// The sheet of the import desk: cells that are mended in the browser, and faults laid over them.
import type { Fault, ImportProgress, SheetColumn, SheetRow } from "../api/registry";

/** "A" is 0, "AA" is 26; -1 for what is no column. */
export function columnIndex(letters: string | undefined): number {
  if (!letters || !/^[A-Z]+$/.test(letters)) return -1;
  return [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;
}

export function columnLetters(index: number): string {
  const rest = index % 26;
  const own = String.fromCharCode(65 + rest);
  return index < 26 ? own : columnLetters(Math.floor(index / 26) - 1) + own;
}

/** The sheet as a grid from row 1 on: numbers that are missing are blank rows, so that places stay. */
export function gridOf(rows: SheetRow[]): string[][] {
  const grid: string[][] = [];
  for (const row of rows) {
    while (grid.length < row.number - 1) grid.push([]);
    grid[row.number - 1] = [...row.cells];
  }
  return grid;
}

export function widthOf(grid: string[][]): number {
  return grid.reduce((most, row) => Math.max(most, row.length), 0);
}

/** A new grid with one cell mended; the row grows as far as it has to. */
export function withCell(grid: string[][], row: number, column: number, text: string): string[][] {
  const next = [...grid];
  const cells = [...(grid[row] ?? [])];
  while (cells.length <= column) cells.push("");
  cells[column] = text;
  next[row] = cells;
  return next;
}

/** A cell typed anew; row and column from 0. */
export interface Mend {
  row: number;
  column: number;
  text: string;
}
export type Mends = ReadonlyMap<string, Mend>;

/** The mends with one more. A cell that says again what the file says is as the file has it, type and marks too. */
export function withMend(mends: Mends, original: string[][], one: Mend): Mends {
  const next = new Map(mends);
  if (one.text === (original[one.row]?.[one.column] ?? "")) next.delete(placeOf(one.row, one.column));
  else next.set(placeOf(one.row, one.column), one);
  return next;
}

/** As the import takes them beside the file. */
export function sentMends(mends: Mends): string {
  return JSON.stringify([...mends.values()].map(({ row, column, text }) => ({ row: row + 1, column: columnLetters(column), text })));
}

/** The part of an import that is done, of all its rows: checked, and where it writes also written. Null: not known. */
export function partDone(progress: ImportProgress, writes: boolean): number | null {
  if (progress.rows === 0) return null;
  return Math.min(1, (progress.checked + (writes ? progress.written : 0)) / (progress.rows * (writes ? 2 : 1)));
}

const placeOf = (row: number, column: number) => `${row}:${column}`;

/** Faults by cell (row and column from 0), by row where they name no column, and those of no place. */
export function faultPlaces(faults: Fault[]): { at: (row: number, column: number) => Fault[]; ofRow: (row: number) => Fault[]; nowhere: Fault[] } {
  const cells = new Map<string, Fault[]>();
  const rows = new Map<number, Fault[]>();
  const nowhere: Fault[] = [];
  for (const fault of faults) {
    const row = (fault.row ?? 0) - 1;
    if (row < 0) {
      nowhere.push(fault);
      continue;
    }
    const place = placeOf(row, columnIndex(fault.column));
    cells.set(place, [...(cells.get(place) ?? []), fault]);
    rows.set(row, [...(rows.get(row) ?? []), fault]);
  }
  return {
    at: (row, column) => cells.get(placeOf(row, column)) ?? [],
    ofRow: (row) => rows.get(row) ?? [],
    nowhere,
  };
}

const kWorst = { hard: 0, soft: 1, note: 2 } as const;

/** What a cell shows: the gravest of its faults; an explained one is settled. */
export function gravest(faults: Fault[]): "hard" | "soft" | "note" | "settled" | null {
  const open = faults.filter((one) => !one.explained);
  if (open.length === 0) return faults.length ? "settled" : null;
  return open.reduce((worst, one) => (kWorst[one.severity] < kWorst[worst] ? one.severity : worst), open[0]!.severity);
}

export interface RuleGroup {
  rule: string;
  severity: Fault["severity"];
  what: Fault["what"];
  faults: Fault[];
}

/** Faults by rule: what blocks first, then what is most frequent. */
export function byRule(faults: Fault[]): RuleGroup[] {
  const groups = new Map<string, RuleGroup>();
  for (const fault of faults) {
    const known = groups.get(fault.rule);
    if (known) known.faults.push(fault);
    else groups.set(fault.rule, { rule: fault.rule, severity: fault.severity, what: fault.what, faults: [fault] });
  }
  return [...groups.values()].sort((a, b) => kWorst[a.severity] - kWorst[b.severity] || b.faults.length - a.faults.length);
}

/** Rows the grid draws: the head, and all or those with a fault. Numbers from 0. */
export function rowsToDraw(grid: string[][], header: number, isFaulty: (row: number) => boolean, onlyFaulty: boolean): number[] {
  const rows: number[] = [];
  for (let row = Math.max(0, header); row < grid.length; row++) {
    if (row === header) continue;
    if (!onlyFaulty || isFaulty(row)) rows.push(row);
  }
  return rows;
}

/** What is sent to have columns read otherwise: titles the sender said something about. */
export function columnChoices(columns: SheetColumn[], chosen: Record<string, string>): Record<string, string> {
  const titles = new Set(columns.map((one) => one.title));
  return Object.fromEntries(Object.entries(chosen).filter(([title]) => titles.has(title)));
}

/** Whether pasted text is a sheet: at least two lines of two cells. */
export function looksLikeSheet(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length >= 2 && lines.slice(0, 3).every((line) => /[\t,;]/.test(line));
}
