import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const kModule = "virtual:counters";

/** Titles of the counters in catalogue/metrics.toml, by name. Only its plain `key = "text"` lines are read. */
export function counterTitles(toml: string): Record<string, { zh: string; en: string }> {
  const titles: Record<string, { zh: string; en: string }> = {};
  for (const entry of toml.split(/^\[\[metric\]\]$/m).slice(1)) {
    const text = (key: string) => new RegExp(`^${key} = ("(?:[^"\\\\]|\\\\.)*")`, "m").exec(entry)?.[1];
    const [name, zh, en] = [text("name"), text("zh"), text("en")];
    if (!name || !zh || !en) throw new Error(`catalogue/metrics.toml: an entry lacks name, zh or en:${entry}`);
    titles[JSON.parse(name)] = { zh: JSON.parse(zh), en: JSON.parse(en) };
  }
  return titles;
}

/** Gives the console the counters' titles from the catalogue, so that they are written once. */
export function catalogueCounters(): Plugin {
  const path = fileURLToPath(new URL("../catalogue/metrics.toml", import.meta.url));
  return {
    name: "catalogue-counters",
    resolveId: (id) => (id === kModule ? "\0" + kModule : undefined),
    load(id) {
      if (id !== "\0" + kModule) return undefined;
      this.addWatchFile(path);
      return `export default ${JSON.stringify(counterTitles(readFileSync(path, "utf8")))};`;
    },
  };
}
