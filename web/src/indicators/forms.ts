// Which objects of the registry the leaves of an indicator are made of.
import { get } from "../api/client";
import type { Quantity } from "../api/indicators";
import type { Kind, ObjectPage, RegistryObject } from "../api/registry";

export interface FormLink {
  kind: string;
  id: number;
  month: string;
}

/** The place of a leaf, as a key. */
export const placeKey = (region: string, operator: string): string => `${region} ${operator}`;

/** Kinds of the registry that quantities are fields of, each once. */
export const kindsOf = (quantities: Quantity[]): string[] => [...new Set(quantities.map((one) => one.kind ?? "").filter(Boolean))];

/** Forms by the place they are of; those of a kind without an operator are of every operator's place. */
export function byPlace(kind: Kind, objects: RegistryObject[]): Map<string, FormLink[]> {
  const places = new Map<string, FormLink[]>();
  for (const one of objects) {
    const key = placeKey(String(one.fields[kind.region_field ?? "region"] ?? ""), String(one.fields.operator ?? ""));
    places.set(key, [...(places.get(key) ?? []), { kind: kind.id, id: one.id, month: String(one.fields.month ?? "") }]);
  }
  return places;
}

const kMost = 2000;

/**
 * The forms of these kinds, months and region, by place. A kind without months is the registry's
 * state of things, not a form: it has no link of its own here.
 */
export async function formsOf(kinds: string[], months: string[], region: string, commit: string): Promise<Map<string, FormLink[]>> {
  const all = new Map<string, FormLink[]>();
  for (const id of kinds) {
    const kind = await get<Kind>(`/registry/kinds/${id}`);
    if (!kind.fields.some((field) => field.name === "month")) continue;
    const page = await get<ObjectPage>(`/registry/objects/${id}`, { where: `month=${months.join("|")}`, region, commit, limit: kMost });
    for (const [key, links] of byPlace(kind, page.data)) all.set(key, [...(all.get(key) ?? []), ...links]);
  }
  return all;
}
