import type { Component } from "../api/ledger";
import type { Language } from "../state/url";
import { bitRate, count, kNone } from "./number";

const kGiga = 1e9;
const kLocale: Record<Language, string> = { zh: "zh-CN", en: "en-US" };

/** In short with two places: levels differ by little. In full below 10,000. */
function short(value: number, language: Language): string {
  if (value < 10_000) return count(value, language);
  return new Intl.NumberFormat(kLocale[language], { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

/** A capacity in short: bits a second for throughput, counts for the rest. */
export function capacity(value: number | null | undefined, component: Component, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kNone;
  if (component === "design_throughput") return bitRate(value * kGiga);
  return value < 0 ? "−" + short(-value, language) : short(value, language);
}

/** The same with its sign, for changes. */
export function capacityChange(value: number | null | undefined, component: Component, language: Language): string {
  const text = capacity(value, component, language);
  return value !== null && value !== undefined && value > 0 ? "+" + text : text;
}

/** In full, for tables and files: Gbit/s with its places, counts whole. */
export function capacityInFull(value: number | null | undefined, component: Component, language: Language): string {
  if (value === null || value === undefined) return kNone;
  return component === "design_throughput" ? new Intl.NumberFormat(kLocale[language], { maximumFractionDigits: 6 }).format(value) : count(value, language);
}
