import type { Share } from "../api/types";
import type { Language } from "../state/url";

const kLocale: Record<Language, string> = { zh: "zh-CN", en: "en-US" };
const formats = new Map<string, Intl.NumberFormat>();

function format(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.NumberFormat(kLocale[language], options)));
  return known;
}

/** A dash for "no figure": never a zero. */
export const kNone = "–";

/** A ratio as percent, two decimals: 0.3123 is "31.23%". */
export function percent(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined || !Number.isFinite(ratio)
    ? kNone
    : (ratio * 100).toFixed(2) + "%";
}

/** The difference of two ratios in percentage points, with its sign. */
export function points(delta: number | null | undefined): string {
  if (delta === null || delta === undefined || !Number.isFinite(delta)) return kNone;
  const text = Math.abs(delta * 100).toFixed(2);
  if (Number(text) === 0) return "0.00";
  return (delta < 0 ? "−" : "+") + text;
}

/**
 * "31.01–31.45%": the 95 % interval; "±<0.01" where it is narrower than what is printed; nothing
 * where it has no width, as nothing was sampled.
 */
export function interval(share: Share | null | undefined): string {
  if (!share || share.value === null || share.low == null || share.high == null) return "";
  if (share.low === share.high) return "";
  const low = (share.low * 100).toFixed(2);
  const high = (share.high * 100).toFixed(2);
  return low === high ? "±<0.01" : `${low}–${high}%`;
}

const kPrefixes = ["", "k", "M", "G", "T", "P", "E", "Z"];

function scaled(value: number, unit: string): string {
  let step = 0;
  let rest = Math.abs(value);
  // 999.5 would print as 1000 with no decimals: the next prefix takes it.
  while (rest >= 999.5 && step < kPrefixes.length - 1) {
    rest /= 1000;
    step++;
  }
  const decimals = step === 0 ? 0 : rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${value < 0 ? "−" : ""}${rest.toFixed(decimals)} ${kPrefixes[step]}${unit}`;
}

/** Bytes with SI prefixes (powers of ten). */
export function bytes(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? kNone : scaled(value, "B");
}

/** Bits per second with SI prefixes. */
export function bitRate(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? kNone
    : scaled(value, "bit/s");
}

/** A count in full, digits grouped. */
export function count(value: number | null | undefined, language: Language): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? kNone
    : format(language, { maximumFractionDigits: 0 }).format(value);
}

// Up to here a count is short enough as it is.
const kShort = 10_000;

/** A count in short: in full up to 9,999, then 万 and 亿 in Chinese, K and M in English. */
export function shortCount(value: number | null | undefined, language: Language): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? kNone
    : value < kShort
      ? count(value, language)
      : format(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}
