import type { RegistryObject, Kind } from "../api/registry";
import type { Language } from "../state/url";
import { codeTitle, shownField } from "./values";

/** The key of an object with codes by their titles. */
export function keyOfObject(kind: Kind, object: RegistryObject, language: Language): string {
  const parts = kind.key.map((name) => kind.fields.find((field) => field.name === name)).map((field) => (field ? shownField(kind, field, object.fields[field.name], language) : ""));
  return parts.some((part) => part && part !== "–") ? parts.join(" / ") : object.key;
}

/** A key as an answer names it: each part by the title of its code, where the kind's key has one there. */
export function keyInWords(key: string, kind: Kind | null, language: Language): string {
  if (!kind) return key;
  return key.split(" / ").map((part, at) => {
    const field = kind.fields.find((one) => one.name === kind.key[at]);
    return field?.codes ? codeTitle(kind, field.codes, part, language) : part;
  }).join(" / ");
}
