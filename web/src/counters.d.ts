declare module "virtual:counters" {
  /** Titles of the collector's counters, from catalogue/metrics.toml. */
  const titles: Record<string, { zh: string; en: string }>;
  export default titles;
}
