import type { Component } from "../api/ledger";
import type { Language } from "../state/url";
import { bitRate, count, kNone, shortCount } from "./number";

const kGiga = 1e9;

/** A capacity in short: bits a second for throughput, counts for the rest. */
export function capacity(value: number | null | undefined, component: Component, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kNone;
  if (component === "design_throughput") return bitRate(value * kGiga);
  return value < 0 ? "−" + shortCount(-value, language) : shortCount(value, language);
}

/** The same with its sign, for changes. */
export function capacityChange(value: number | null | undefined, component: Component, language: Language): string {
  const text = capacity(value, component, language);
  return value !== null && value !== undefined && value > 0 ? "+" + text : text;
}

/** In full, for tables and files: Gbit/s with its places, counts whole. */
export function capacityInFull(value: number | null | undefined, component: Component, language: Language): string {
  if (value === null || value === undefined) return kNone;
  return component === "design_throughput" ? new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-US", { maximumFractionDigits: 6 }).format(value) : count(value, language);
}
