// The filter of a list of objects, as the address bar and the API have it, and filters kept by name.
import { ref } from "vue";

export type Where = Record<string, string[]>;

/** "status=in_service|expanding;operator=china_mobile" by field. What cannot be read is left out. */
export function parseWhere(text: string): Where {
  const where: Where = {};
  for (const part of text.split(";")) {
    const sign = part.indexOf("=");
    if (sign < 1) continue;
    const values = part.slice(sign + 1).split("|").map((one) => one.trim()).filter(Boolean);
    if (values.length) where[part.slice(0, sign).trim()] = values;
  }
  return where;
}

export function whereText(where: Where): string {
  return Object.entries(where).filter(([, values]) => values.length).map(([name, values]) => `${name}=${values.join("|")}`).join(";");
}

/** The filter with `values` for `field`; none takes the field out. */
export function withField(text: string, field: string, values: string[]): string {
  const where = parseWhere(text);
  delete where[field];
  return whereText(values.length ? { ...where, [field]: values } : where);
}

/** A filter that somebody keeps: the page's own parameters, by name. */
export interface SavedFilter {
  name: string;
  query: Record<string, string>;
}

const placeOf = (kind: string) => `sixscope.filters.${kind}`;

export function readSaved(kind: string): SavedFilter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(kind)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && typeof one?.query === "object") : [];
  } catch {
    return [];
  }
}

/** The list with `one` in it, in the place of any of that name. */
export function withSaved(list: SavedFilter[], one: SavedFilter): SavedFilter[] {
  return [...list.filter((each) => each.name !== one.name), one].sort((a, b) => a.name.localeCompare(b.name));
}

/** Filters kept in this browser for a kind. */
export function useSavedFilters(kind: string) {
  const list = ref(readSaved(kind));
  const keep = (next: SavedFilter[]) => {
    list.value = next;
    localStorage.setItem(placeOf(kind), JSON.stringify(next));
  };
  return {
    list,
    save: (one: SavedFilter) => keep(withSaved(list.value, one)),
    drop: (name: string) => keep(list.value.filter((one) => one.name !== name)),
  };
}
