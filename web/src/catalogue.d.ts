declare module "virtual:catalogue" {
  /** Titles of the collector's counters, from catalogue/metrics.toml. */
  export const counters: Record<string, { zh: string; en: string }>;
  /** Words for the values of an axis, from catalogue/dimensions.toml: by axis, then by value. */
  export const words: Record<string, Record<string, { zh: string; en: string }>>;
  /** What to paste into the first device, from catalogue/first_exporter.toml. */
  export const vendors: { vendor: string; lines: string[] }[];
}
