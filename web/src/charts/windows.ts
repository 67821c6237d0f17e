// From cells to series: windows without a cell are gaps, never zeroes.

import type { Cell, Envelope, FamilyVolume, Step } from "../api/types";
import { kZoneOffset } from "../state/range";

const kWidth: Record<Exclude<Step, "month">, number> = {
  minute: 60_000,
  five_minutes: 300_000,
  hour: 3600_000,
  day: 86400_000,
};
const kWindowsMost = 20_000;

/** The start of the window of `time`; days and months are those of the reporting zone. */
export function windowStart(time: number, step: Step): number {
  if (step === "month") {
    const local = new Date(time + kZoneOffset);
    return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) - kZoneOffset;
  }
  return Math.floor((time + kZoneOffset) / kWidth[step]) * kWidth[step] - kZoneOffset;
}

/** The start of the window after the one that starts at `start`. */
export function nextWindow(start: number, step: Step): number {
  if (step === "month") {
    const local = new Date(start + kZoneOffset);
    return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - kZoneOffset;
  }
  return start + kWidth[step];
}

/** Every window that begins in [from, to) or holds `from`. */
export function windowsOf(from: number, to: number, step: Step): number[] {
  const starts: number[] = [];
  for (let at = windowStart(from, step); at < to && starts.length < kWindowsMost; at = nextWindow(at, step)) {
    starts.push(at);
  }
  return starts;
}

export interface Windows {
  step: Step;
  starts: number[];
  /** Seconds of each window that the answer can speak for: less at both ends. */
  seconds: number[];
  /** Seconds of each window as a whole: what `previous` counts, its span being over. */
  whole: number[];
  /** Per key a cell or a gap for each start. */
  series: Map<string, (Cell | null)[]>;
}

/**
 * The cells of an answer with a step, by `keyOf`, on an unbroken axis of windows. The rate of the
 * first and the last window counts the seconds that were really observed.
 */
export function toWindows(
  answer: Envelope<Cell[]> | null | undefined,
  keyOf: (cell: Cell) => string,
): Windows | null {
  const query = answer?.query;
  if (!answer || !query?.step || query.step === "none") return null;
  const step = query.step;
  const from = Date.parse(query.from);
  const to = Date.parse(query.to);
  const starts = windowsOf(from, to, step);
  const place = new Map(starts.map((start, index) => [start, index]));
  const newest = answer.freshness?.newest ? Date.parse(answer.freshness.newest) + 60_000 : to;
  const whole = starts.map((start) => (nextWindow(start, step) - start) / 1000);
  const seconds = starts.map((start) => {
    const end = Math.min(nextWindow(start, step), to, Math.max(newest, from));
    return Math.max(60, (end - Math.max(start, from)) / 1000);
  });
  const series = new Map<string, (Cell | null)[]>();
  for (const cell of answer.data) {
    if (!cell.start) continue;
    const index = place.get(windowStart(Date.parse(cell.start), step));
    if (index === undefined) continue;
    const key = keyOf(cell);
    let row = series.get(key);
    if (!row) series.set(key, (row = new Array<Cell | null>(starts.length).fill(null)));
    row[index] = cell;
  }
  return { step, starts, seconds, whole, series };
}

/** Bytes of both families. */
export function total(cell: { v4?: FamilyVolume; v6?: FamilyVolume } | null | undefined): number {
  return (cell?.v4?.bytes ?? 0) + (cell?.v6?.bytes ?? 0);
}

// Less than so much of its volume before, and the previous span was hardly observed, or it was not
// the same thing: a difference of shares would mislead.
const kComparable = 0.1;

/** The share of the previous span, where it may be set beside this one's. */
function previousShare(cell: Cell | null | undefined): number | null {
  if (!cell?.previous || total(cell.previous) < kComparable * total(cell)) return null;
  return cell.previous.share?.value ?? null;
}

/** Change of the share against the previous span, in ratio; nothing where either is a gap. */
export function change(cell: Cell | null | undefined): number | null {
  const now = cell?.share.value;
  const before = previousShare(cell);
  return now === null || now === undefined || before === null ? null : now - before;
}

/** Where each cell stood by its previous share: 1 is best, absent where that was a gap. */
export function previousRanks(cells: Cell[], keyOf: (cell: Cell) => string): Map<string, number> {
  const before = cells
    .filter((cell) => previousShare(cell) !== null)
    .sort((a, b) => previousShare(b)! - previousShare(a)!);
  return new Map(before.map((cell, index) => [keyOf(cell), index + 1]));
}

/**
 * The seconds of a live stream, at least `least` of them, each with what was heard in it. One that
 * is missing between two is left out rather than shown as a gap: an event that comes late skips a
 * second of the clock and lacks nothing.
 */
export function secondsOf<T extends { at: string }>(heard: T[], least: number): { start: number; heard: T | null }[] {
  const at = new Map(heard.map((one) => [Math.floor(Date.parse(one.at) / 1000), one]));
  const end = Math.max(...at.keys());
  const begin = Math.min(Math.min(...at.keys()), end - least + 1);
  return Array.from({ length: heard.length ? end - begin + 1 : 0 }, (_, i) => begin + i)
    .filter((second) => at.has(second) || !at.has(second - 1) || !at.has(second + 1))
    .map((second) => ({ start: second * 1000, heard: at.get(second) ?? null }));
}
