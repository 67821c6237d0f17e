// Figures of indicators: shares as percent, counts in short, each with its unit.
import type { Comparison, Figure } from "../api/indicators";
import type { TextKey } from "../i18n";
import type { Language } from "../state/url";
import { count, kNone, percent } from "./number";

type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

const kLocale: Record<Language, string> = { zh: "zh-CN", en: "en-US" };
const kShort = 10_000;

function plain(value: number, language: Language): string {
  const size = Math.abs(value);
  if (size >= kShort) return new Intl.NumberFormat(kLocale[language], { notation: "compact", maximumFractionDigits: 2 }).format(value);
  return Number.isInteger(value) ? count(value, language) : new Intl.NumberFormat(kLocale[language], { maximumFractionDigits: 2 }).format(value);
}

/** Units that are words; symbols are the same in both languages. */
export const kUnitWords = [
  "addresses", "applications", "areas", "autonomous systems", "blocks", "bytes", "cases", "connections", "devices", "domains", "elements", "lines", "links",
  "models", "networks", "nodes", "packets", "points", "prefixes", "products", "providers", "records", "requests", "rooms", "servers", "services", "sessions",
  "sites", "subscribers", "terminals", "tests", "users",
] as const;
const isWord = (unit: string): unit is (typeof kUnitWords)[number] => (kUnitWords as readonly string[]).includes(unit);

/** A unit as a person reads it; nothing for a ratio, whose figures are percent. */
export function unitInWords(unit: string, t: Translate): string {
  if (unit === "ratio") return "";
  return isWord(unit) ? t(`indicators.unit.${unit.replace(" ", "_")}` as TextKey) : unit;
}

/** A figure without its unit, as an axis needs it: 0.7 of "ratio" is "70.00%", 12345 of "users" is "1.23万". */
export function bareFigure(value: number | null | undefined, unit: string, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kNone;
  return unit === "ratio" ? percent(value) : plain(value, language);
}

/** A figure with its unit. */
export function figure(value: number | null | undefined, unit: string, language: Language, t: Translate): string {
  const text = bareFigure(value, unit, language);
  const words = unitInWords(unit, t);
  return text === kNone || !words ? text : `${text} ${words}`;
}

/** "31.01–31.45%": both ends of an interval. */
export function ends(interval: Figure["interval"], unit: string, language: Language): string {
  if (!interval) return "";
  const [low, high] = [bareFigure(interval.low, unit, language), bareFigure(interval.high, unit, language)];
  return low === high ? "" : `${unit === "ratio" ? low.replace("%", "") : low}–${high}`;
}

/** A difference of two figures, without a sign: percentage points between shares. */
export function difference(delta: number, unit: string, language: Language, t: Translate): string {
  return unit === "ratio" ? t("targets.points", { n: Math.abs(delta * 100).toFixed(2) }) : figure(Math.abs(delta), unit, language, t);
}

export const kSigns: Record<Comparison, string> = { at_least: "≥", more_than: ">", at_most: "≤" };

/** "≥ 70%": what a target asks for. */
export function threshold(comparison: Comparison, value: number, unit: string, language: Language, t: Translate): string {
  const text = unit === "ratio" ? `${Number((value * 100).toFixed(4))}%` : figure(value, unit, language, t);
  return `${kSigns[comparison]} ${text}`;
}
