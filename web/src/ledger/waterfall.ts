// A waterfall from opening to closing, for a month or a run of months.
import { kParts, type CapacityMonth, type CapacityRow, type Part, type Sum } from "../api/ledger";

export interface Waterfall extends Record<Part, number> {
  from: string;
  to: string;
  opening: Sum;
  closing: Sum;
  /** opening and all parts are closing, to the last digit. */
  closes: boolean;
  /** How many movements each part is made of. */
  movements: Record<Part, number>;
}

const kTakenAway: readonly Part[] = ["reduced", "retired", "moved_out"];
/** What a part adds to the level: what is taken away is given as a quantity. */
export const signed = (part: Part, value: number): number => (kTakenAway.includes(part) ? -value : value);

// Six places at most: whole numbers and millionths are summed apart, so that neither drifts.
const kPlaces = 1_000_000;
export function exactSum(values: number[]): number {
  let whole = 0;
  let places = 0;
  for (const value of values) {
    whole += Math.trunc(value);
    places += Math.round((value - Math.trunc(value)) * kPlaces);
  }
  return whole + places / kPlaces;
}

/** The months of a row from `from` to `to` as one step; nothing where it has none of them. */
export function waterfallOf(months: CapacityMonth[], from: string, to: string): Waterfall | null {
  const run = months.filter((one) => one.month >= from && one.month <= to);
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return null;
  const parts = Object.fromEntries(kParts.map((part) => [part, exactSum(run.map((one) => one[part] ?? 0))])) as Record<Part, number>;
  const movements = Object.fromEntries(kParts.map((part) => [part, run.reduce((sum, one) => sum + one.movements[part], 0)])) as Record<Part, number>;
  // Of devices that all leave the figure out there is nothing to add up: the parts close from zero to zero.
  const reached = exactSum([first.opening.value ?? 0, ...kParts.map((part) => signed(part, parts[part]))]);
  return { ...parts, from: first.month, to: last.month, opening: first.opening, closing: last.closing, movements, closes: reached === exactSum([last.closing.value ?? 0]) };
}

export interface Bar {
  name: "opening" | Part | "closing";
  /** Where the bar begins and ends on the axis. */
  low: number;
  high: number;
  /** The level itself, null where nobody gave it, or what the part adds. */
  value: number | null;
  isLevel: boolean;
}

/** The bars: levels stand on zero, parts hang between the level before and after. Parts that add nothing are left out. */
export function barsOf(waterfall: Waterfall): Bar[] {
  const bars: Bar[] = [{ name: "opening", low: 0, high: waterfall.opening.value ?? 0, value: waterfall.opening.value, isLevel: true }];
  let level = waterfall.opening.value ?? 0;
  for (const part of kParts) {
    const value = signed(part, waterfall[part]);
    if (value === 0) continue;
    const next = exactSum([level, value]);
    bars.push({ name: part, low: Math.min(level, next), high: Math.max(level, next), value, isLevel: false });
    level = next;
  }
  bars.push({ name: "closing", low: 0, high: waterfall.closing.value ?? 0, value: waterfall.closing.value, isLevel: true });
  return bars;
}

/**
 * Where the axis of a waterfall may begin: levels are large and changes small, so an axis from zero
 * would hide them. Never above the lowest end of a bar; zero where the changes are large enough.
 */
export function axisFloor(bars: Bar[]): number {
  const ends = bars.flatMap((bar) => (bar.isLevel ? [bar.high] : [bar.low, bar.high]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const spread = high - low;
  if (spread <= 0 || spread > high * 0.3) return 0;
  const floor = low - spread * 0.6;
  const step = 10 ** Math.floor(Math.log10(spread));
  return Math.max(0, Math.floor(floor / step) * step);
}

/** The parts of a waterfall in which anything happened, though it may cancel out. */
export const partsOf = (waterfall: Waterfall): Part[] => kParts.filter((part) => waterfall.movements[part] > 0 || waterfall[part] !== 0);

export interface Change {
  level: Sum | null;
  closing: Sum | null;
  delta: number | null;
}

/** Level at the end of the reference month against the level at the end of the run. */
export function sinceReference(row: CapacityRow): Change {
  const level = row.verdict?.reference_level ?? null;
  const closing = row.months.at(-1)?.closing ?? null;
  const known = level !== null && closing !== null && level.value !== null && closing.value !== null;
  return { level, closing, delta: known ? exactSum([closing.value!, -level.value!]) : null };
}

const kMonth = /^\d{4}-(0[1-9]|1[0-2])$/;
export const isMonth = (text: string | undefined): text is string => text !== undefined && kMonth.test(text);

/** The month `by` months after `month`. */
export function monthAfter(month: string, by = 1): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** "2025-06..2026-10", or one month, as its two ends; null for what is neither. */
export function parseMonths(text: string): [string, string] | null {
  const [from, to = from] = text.split("..");
  return isMonth(from) && isMonth(to) && from <= to ? [from, to] : null;
}

/** Each month from `from` to `to`. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to && months.length < 600; month = monthAfter(month)) months.push(month);
  return months;
}
