// Values of fields as a person reads and types them, from the kind alone: no field is known by name.
import type { Code, Field, Kind, Value, Values } from "../api/registry";
import type { Label } from "../api/types";
import { kNone } from "../format/number";
import type { Language } from "../state/url";

const kLocale: Record<Language, string> = { zh: "zh-CN", en: "en-US" };
const kYes: Record<Language, [string, string]> = { zh: ["是", "否"], en: ["yes", "no"] };
const kJoin: Record<Language, string> = { zh: "、", en: ", " };

/** The title of a code, behind those of the codes it lies below: a city with its province, a county with both. */
export function codeTitle(kind: Kind, list: string | null | undefined, code: string, language: Language): string {
  const codes = (list && kind.codes[list]) || [];
  const known = codes.find((one) => one.code === code);
  const above = codes
    .filter((one) => one.prefix && one.code !== code && one.code.length === code.length && code.startsWith(one.prefix))
    .sort((a, b) => a.prefix!.length - b.prefix!.length);
  return [...above.map((one) => one.title[language]), known ? known.title[language] : code].join(" ");
}

/** The codes a field may be given on a day (2026-06-30): those that ended by then only where they are `chosen`. */
export function choicesOf(kind: Kind, field: Field, day: string, chosen: string[]): Code[] {
  const codes = (field.codes && kind.codes[field.codes]) || [];
  return codes.filter((one) => !one.valid_to || one.valid_to > day || chosen.includes(one.code));
}

export function unitTitle(kind: Kind, field: Field, language: Language): string {
  return field.unit ? (kind.codes.unit?.find((one) => one.code === field.unit)?.title[language] ?? field.unit) : "";
}

export function groupTitle(kind: Kind, group: string, language: Language): string {
  return kind.codes.field_group?.find((one) => one.code === group)?.title[language] ?? group;
}

export function isNumber(field: Field): boolean {
  return field.type === "integer" || field.type === "decimal";
}
export function isList(field: Field): boolean {
  return field.type === "codes" || field.type === "texts" || field.type === "references";
}

/** A value as it is read; a dash where there is none. Units stand in the title. */
export function shownField(kind: Kind, field: Field, value: Value | undefined, language: Language): string {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return kNone;
  if (Array.isArray(value)) return value.map((one) => codeTitle(kind, field.codes, one, language)).join(kJoin[language]);
  if (typeof value === "boolean") return kYes[language][value ? 0 : 1];
  if (typeof value === "number") return new Intl.NumberFormat(kLocale[language], { maximumFractionDigits: 6 }).format(value);
  return field.type === "code" ? codeTitle(kind, field.codes, value, language) : value;
}

export function titleOf(field: { title: Label }, language: Language): string {
  return field.title[language];
}

/** Fields in groups, in the order of the kind. */
export function grouped(fields: Field[]): { group: string; fields: Field[] }[] {
  const groups: { group: string; fields: Field[] }[] = [];
  for (const field of fields) {
    const name = field.group ?? "";
    const known = groups.find((one) => one.group === name);
    if (known) known.fields.push(field);
    else groups.push({ group: name, fields: [field] });
  }
  return groups;
}

/** What stands in an input for a value. */
export function typedOf(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join("\n");
  return String(value);
}

/** What an input's text means. What is no number stays a text: the server says what is wrong with it. */
export function valueOf(field: Field, typed: string): Value {
  const text = typed.trim();
  if (text === "") return null;
  if (isList(field)) return text.split("\n").map((one) => one.trim()).filter(Boolean);
  if (field.type === "boolean") return text === "true";
  if (!isNumber(field)) return text;
  const plain = text.replaceAll(/[,，\s]/g, "");
  const number = Number(plain);
  // Beyond 2^53 a number would be sent as another one: as text the server reads it whole or refuses it.
  return plain !== "" && Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}

export function isSame(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** The fields of `typed` that differ from `before`, as values. */
export function changedFields(fields: Field[], before: Values, typed: Record<string, string>): Values {
  const set: Values = {};
  for (const field of fields) {
    const text = typed[field.name];
    if (text === undefined || text === typedOf(before[field.name])) continue;
    const value = valueOf(field, text);
    if (!isSame(value, before[field.name])) set[field.name] = value;
  }
  return set;
}

/** What a table shows before anybody chose: the key, then what is required, then figures. */
export function usualColumns(kind: Kind, most = 9): string[] {
  const rest = kind.fields.filter((field) => !kind.key.includes(field.name) && !field.sensitive && !field.deprecated);
  const ranked = [...rest.filter((field) => field.required), ...rest.filter((field) => !field.required)];
  return [...kind.key, ...ranked.map((field) => field.name)].slice(0, most);
}
