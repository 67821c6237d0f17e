// Kinds and code lists of the mock, read from catalogue/: only the plain TOML that stands there.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const pathOf = (name) => fileURLToPath(new URL(`../../../catalogue/${name}`, import.meta.url));

/** A value of a TOML line: text, number, flag, list or inline table. */
function value(text) {
  const json = text.trim().replace(/([{,]\s*)([a-z_]+) = /g, '$1"$2": ');
  return JSON.parse(json);
}

/** The tables of a file: what stands at the top, and the entries of its [[name]] lists. */
function read(name) {
  const top = {};
  let at = top;
  for (const line of readFileSync(pathOf(name), "utf8").split("\n")) {
    const list = /^\[\[(\w+)\]\]$/.exec(line);
    if (list) {
      at = {};
      (top[list[1]] ??= []).push(at);
      continue;
    }
    const pair = /^([a-z_]+) = (.+)$/.exec(line);
    if (pair) at[pair[1]] = value(pair[2]);
  }
  return top;
}

const csv = (name) => readFileSync(pathOf(name), "utf8").split("\n").filter((line) => line && !line.startsWith("#"))
  .slice(1).map((line) => line.split(","));

function listOf(name) {
  const list = read(`codes/${name}`);
  const rows = (list.codes ?? []).map((one) => ({ ...one, title: one.title }));
  const skipped = list.skip ?? [];
  const from = (list.from ?? []).flatMap((file) => csv(file).map((row) => (file === "regions.csv" ? [row[0], ...row.slice(2)] : row))
    .map(([code, zh, en]) => ({ code, title: { zh, en }, ...(list.prefix_step ? { prefix: code.replace(/(00)+$/, "") } : {}) })));
  const known = from.filter((one) => !skipped.includes(one.code))
    .map((one) => ({ ...one, aliases: rows.find((row) => row.code === one.code)?.aliases ?? [] }));
  return [...rows.filter((row) => row.title), ...known];
}

export const lists = Object.fromEntries(readdirSync(pathOf("codes")).filter((name) => name.endsWith(".toml"))
  .map((name) => [name.replace(".toml", ""), listOf(name)]));
export const kinds = readdirSync(pathOf("objects")).filter((name) => name.endsWith(".toml")).map((name) => read(`objects/${name}`));
export const kindOf = (id) => kinds.find((kind) => kind.id === id);
export const labelsOf = (list) => Object.fromEntries(lists[list].map((one) => [one.code, one.title]));

/** The answer of GET /registry/kinds/{kind}. */
export function kindAnswer(kind) {
  const named = kind.fields.flatMap((field) => (field.codes ? [field.codes] : []));
  const codes = Object.fromEntries([...new Set([...named, "unit", "field_group"])].map((name) => [name, lists[name].map(({ code, title }) => ({ code, title }))]));
  return { ...kind, fields: kind.fields.map((field) => ({ help: null, unit: null, required: false, sensitive: false, deprecated: false, ...field })), codes };
}

export const keyOf = (kind, fields) => kind.key.map((name) => fields[name] ?? "").join(" / ");
