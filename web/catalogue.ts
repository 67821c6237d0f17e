import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const kModule = "virtual:catalogue";
const kText = String.raw`"(?:[^"\\]|\\.)*"`;

interface Label {
  zh: string;
  en: string;
}

/** Titles of the counters in catalogue/metrics.toml, by name. Only its plain `key = "text"` lines are read. */
export function counterTitles(toml: string): Record<string, Label> {
  const titles: Record<string, Label> = {};
  for (const entry of toml.split(/^\[\[metric\]\]$/m).slice(1)) {
    const text = (key: string) => new RegExp(`^${key} = (${kText})`, "m").exec(entry)?.[1];
    const [name, zh, en] = [text("name"), text("zh"), text("en")];
    if (!name || !zh || !en) throw new Error(`catalogue/metrics.toml: an entry lacks name, zh or en:${entry}`);
    titles[JSON.parse(name)] = { zh: JSON.parse(zh), en: JSON.parse(en) };
  }
  return titles;
}

/** Words for the values of each axis in catalogue/dimensions.toml: by axis, then by value. */
export function valueWords(toml: string): Record<string, Record<string, Label>> {
  const words: Record<string, Record<string, Label>> = {};
  const entry = new RegExp(String.raw`^\[(\w+)\.values\.(\w+)\]\ntitle = \{ zh = (${kText}), en = (${kText}) \}$`, "gm");
  for (const [, axis, value, zh, en] of toml.matchAll(entry)) {
    (words[axis!] ??= {})[value!] = { zh: JSON.parse(zh!), en: JSON.parse(en!) };
  }
  return words;
}

/** What to paste into the first device, from catalogue/first_exporter.toml. */
export function firstExporter(toml: string): { vendor: string; lines: string[] }[] {
  const entry = new RegExp(String.raw`^\[\[vendor\]\]\nname = (${kText})\nlines = \[\n((?:  ${kText},\n)+)\]$`, "gm");
  return [...toml.matchAll(entry)].map(([, name, lines]) => ({
    vendor: JSON.parse(name!), lines: JSON.parse(`[${lines!.trim().replace(/,$/, "")}]`),
  }));
}

/** Gives the console what the catalogue already says, so that it is written once. */
export function catalogue(): Plugin {
  const pathOf = (name: string) => fileURLToPath(new URL(`../catalogue/${name}`, import.meta.url));
  return {
    name: "catalogue",
    resolveId: (id) => (id === kModule ? "\0" + kModule : undefined),
    load(id) {
      if (id !== "\0" + kModule) return undefined;
      const read = (name: string) => {
        this.addWatchFile(pathOf(name));
        return readFileSync(pathOf(name), "utf8");
      };
      const parts = {
        counters: counterTitles(read("metrics.toml")),
        words: valueWords(read("dimensions.toml")),
        vendors: firstExporter(read("first_exporter.toml")),
      };
      return Object.entries(parts).map(([name, part]) => `export const ${name} = ${JSON.stringify(part)};`).join("\n");
    },
  };
}
