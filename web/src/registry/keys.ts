import type { RegistryObject, Kind } from "../api/registry";
import type { Label } from "../api/types";
import type { Language } from "../state/url";
import { shownField } from "./values";

type Labels = Record<string, Record<string, Label>>;

/** The key of an object with codes by their titles. */
export function keyOfObject(kind: Kind, object: RegistryObject, language: Language): string {
  const parts = kind.key.map((name) => kind.fields.find((field) => field.name === name)).map((field) => (field ? shownField(kind, field, object.fields[field.name], language) : ""));
  return parts.some((part) => part && part !== "–") ? parts.join(" / ") : object.key;
}

/** A device's key as an answer of the ledger names it: operator and region by their labels. */
export function keyInWords(key: string, labels: Labels | undefined, language: Language): string {
  return key.split(" / ").map((part) => {
    const known = labels?.operator?.[part] ?? labels?.region?.[part];
    if (known) return known[language];
    const above = /^\d{6}$/.test(part) ? labels?.region?.[part.slice(0, 2) + "0000"] : undefined;
    return above ? `${above[language]} ${part}` : part;
  }).join(" / ");
}
