import { kZone, type Range } from "../state/range";
import type { Language } from "../state/url";
import type { Step } from "../api/types";
import { translate } from "../i18n";

const kLocale: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(kLocale[language], { timeZone: kZone, hourCycle: "h23", ...options });
    formats.set(key, known);
  }
  return known;
}

function parts(time: number): Record<string, string> {
  const made = format("en", {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(time);
  return Object.fromEntries(made.map((part) => [part.type, part.value]));
}

/** "2026-03-01 08:00" in the reporting zone. */
export function dateTime(time: number): string {
  const p = parts(time);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
}

/** "08:00:12" in the reporting zone. */
export function clockTime(time: number): string {
  const p = parts(time);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** "2026-03-01" in the reporting zone. */
export function date(time: number): string {
  return dateTime(time).slice(0, 10);
}

/** "03-01 Sun", for the rows of a heatmap. */
export function weekday(time: number, language: Language): string {
  return date(time).slice(5) + " " + format(language, { weekday: "short" }).format(time);
}

/** The start of a window with no more than its width tells. */
export function windowName(time: number, step: Step | null | undefined): string {
  if (step === "month") return dateTime(time).slice(0, 7);
  if (step === "day") return date(time);
  return dateTime(time);
}

/** "12 s", "3 min", "2 h", "5 d" of age. */
export function age(seconds: number | null | undefined, language: Language): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  const s = Math.max(0, seconds);
  const [value, unit] =
    s < 90 ? [Math.round(s), "second"]
    : s < 90 * 60 ? [Math.round(s / 60), "minute"]
    : s < 48 * 3600 ? [Math.round(s / 3600), "hour"]
    : [Math.round(s / 86400), "day"];
  return translate(language, `age.${unit}` as "age.second", { n: value });
}

/** A range in words. */
export function rangeName(range: Range, language: Language): string {
  if (range.kind === "absolute") return `${dateTime(range.from)} – ${dateTime(range.to)}`;
  const match = /^(\d+)([mhd])$/.exec(range.text)!;
  const unit = { m: "minutes", h: "hours", d: "days" }[match[2]!]!;
  return translate(language, `range.last.${unit}` as "range.last.hours", { n: match[1]! });
}
