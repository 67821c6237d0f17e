// The span of time a view is about. Times are shown in the reporting zone, as days and months of
// the roll-ups are those of that zone.

export const kZone = "Asia/Shanghai";
export const kZoneOffset = 8 * 3600_000;  // No daylight saving there since 1991.

export const kPresets = ["15m", "1h", "6h", "24h", "7d", "30d", "90d", "365d"] as const;
export const kPresetDefault = "24h";

const kUnits: Record<string, number> = { m: 60_000, h: 3600_000, d: 86400_000 };
const kSpanMost = 3 * 366 * 86400_000;

export type Range =
  | { kind: "relative"; text: string; span: number }
  | { kind: "absolute"; from: number; to: number };

/** "6h", "30d": a span that ends now. */
export function relative(text: string): Range | null {
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  if (!match) return null;
  const span = Number(match[1]) * kUnits[match[2]!]!;
  if (span <= 0 || span > kSpanMost) return null;
  return { kind: "relative", text, span };
}

export function absolute(from: number, to: number): Range | null {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  if (to <= from || to - from > kSpanMost) return null;
  return { kind: "absolute", from, to };
}

/**
 * The step for lines of shares: at most about a hundred windows, so that each holds enough samples
 * to say something. Volumes may be cut finer.
 */
export function steadyStep(span: number): "minute" | "five_minutes" | "hour" | "day" | "month" {
  const hour = 3600_000;
  if (span <= 2 * hour) return "minute";
  if (span <= 8 * hour) return "five_minutes";
  if (span <= 4 * 24 * hour) return "hour";
  return span <= 120 * 24 * hour ? "day" : "month";
}

/** RFC 3339, whole seconds, UTC. */
export function instant(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The ends of a range; a relative one ends at `now`, which is cut to ten seconds. */
export function ends(range: Range, now: number): { from: number; to: number } {
  if (range.kind === "absolute") return { from: range.from, to: range.to };
  const to = Math.floor(now / 10_000) * 10_000;
  return { from: to - range.span, to };
}

const kWords: [RegExp, string][] = [
  [/^(minutes?|mins?|m|分钟|分)$/, "m"],
  [/^(hours?|hrs?|h|小时|时)$/, "h"],
  [/^(days?|d|天|日)$/, "d"],
  [/^(weeks?|w|周)$/, "w"],
];

function startOfDay(now: number): number {
  return Math.floor((now + kZoneOffset) / 86400_000) * 86400_000 - kZoneOffset;
}

/** "2026-03-01", "2026-03-01 08:30" in the reporting zone, or RFC 3339 with a zone. */
export function parseInstant(text: string): number | null {
  const plain = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (plain) {
    const [, y, mo, d, h = "0", mi = "0", s = "0"] = plain;
    const time = Date.UTC(+y!, +mo! - 1, +d!, +h, +mi, +s);
    const day = new Date(time);
    const real = day.getUTCMonth() === +mo! - 1 && +h < 24 && +mi < 60 && +s < 60;
    return real ? time - kZoneOffset : null;
  }
  if (!/(Z|[+-]\d\d:\d\d)$/.test(text.trim())) return null;
  const time = Date.parse(text.trim());
  return Number.isNaN(time) ? null : time;
}

/** Reads what a person types: "6h", "last 3 hours", "过去7天", "昨天", "2026-03-01 to 2026-03-02". */
export function parseRange(text: string, now: number): Range | null {
  const typed = text.trim().toLowerCase();
  const short = relative(typed);
  if (short) return short;
  if (typed === "today" || typed === "今天") return absolute(startOfDay(now), now);
  if (typed === "yesterday" || typed === "昨天") {
    return absolute(startOfDay(now) - 86400_000, startOfDay(now));
  }
  const words = /^(?:last|past|过去|最近|近)?\s*(\d{1,5})\s*个?\s*([a-z]+|[一-龥]+)$/.exec(typed);
  if (words) {
    const unit = kWords.find(([pattern]) => pattern.test(words[2]!))?.[1];
    if (unit === "w") return relative(`${Number(words[1]) * 7}d`);
    if (unit) return relative(words[1]! + unit);
  }
  const parts = text.split(/\s+(?:to|至|到|\.\.|–|-|~)\s+|\s*(?:\.\.|至|~)\s*/i).filter(Boolean);
  if (parts.length === 2) {
    const from = parseInstant(parts[0]!);
    const to = parseInstant(parts[1]!);
    if (from !== null && to !== null) return absolute(from, to);
  }
  return null;
}
