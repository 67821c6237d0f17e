// The address bar is the view: what is shown is a function of these query parameters alone.

import { absolute, instant, kPresetDefault, parseInstant, relative, type Range } from "./range";

export type Language = "zh" | "en";
export type Theme = "light" | "dark" | "screen";
export type QueryValues = Record<string, string>;

export interface View {
  range: Range;
  filter: string;
  compare: boolean;
  language: Language;
  theme: Theme;
  /** The answer as the store knew it then; empty: as of now. */
  asOf: string;
}

/** Raised when the meaning of a parameter changes; `migrate` then reads the older form. */
export const kSchema = "1";

const kGlobal = ["v", "range", "from", "to", "filter", "compare", "lang", "theme", "as_of"];

function one(value: unknown): string {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : "";
}

/** The query of a route with one text a name; repeated and empty ones fall away. */
export function plain(query: Record<string, unknown>): QueryValues {
  const values: QueryValues = {};
  for (const [name, value] of Object.entries(query)) {
    const text = one(value);
    if (text !== "") values[name] = text;
  }
  return values;
}

/** The view of a query. What cannot be read is as if it were absent: a link never fails. */
export function parseView(query: QueryValues, language: Language, theme: Theme): View {
  const from = parseInstant(query.from ?? "");
  const to = parseInstant(query.to ?? "");
  const chosen =
    (from !== null && to !== null ? absolute(from, to) : null) ?? relative(query.range ?? "");
  return {
    range: chosen ?? relative(kPresetDefault)!,
    filter: query.filter ?? "",
    compare: query.compare === "previous",
    language: query.lang === "zh" || query.lang === "en" ? query.lang : language,
    theme: query.theme === "light" || query.theme === "dark" || query.theme === "screen" ? query.theme : theme,
    asOf: query.as_of ?? "",
  };
}

/** The query parameters of a range, in the place of any that were there. */
export function rangeQuery(range: Range): QueryValues {
  return range.kind === "relative"
    ? { range: range.text, from: "", to: "" }
    : { range: "", from: instant(range.from), to: instant(range.to) };
}

/** `query` with `patch` laid over it; an empty text takes the name away. Always says its schema. */
export function patched(query: QueryValues, patch: QueryValues): QueryValues {
  const merged: QueryValues = { ...query, ...patch, v: kSchema };
  for (const name of Object.keys(merged)) {
    if (merged[name] === "") delete merged[name];
  }
  return merged;
}

/** What a link to another page keeps: range, filter, language, theme, not the page's own choices. */
export function carried(query: QueryValues): QueryValues {
  return Object.fromEntries(Object.entries(query).filter(([name]) => kGlobal.includes(name)));
}
