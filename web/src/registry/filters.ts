// The filter of a list of objects, as the address bar, the API and saved views have it.
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

/** A page's own parameters as a saved view keeps them: a query, encoded, in an order of its own. */
export function queryText(query: Record<string, string>): string {
  const named = Object.entries(query).filter(([, text]) => text !== "").sort(([a], [b]) => (a < b ? -1 : 1));
  return new URLSearchParams(named).toString();
}
export const queryOf = (content: string): Record<string, string> => Object.fromEntries(new URLSearchParams(content));

/** A filter of the days when a browser kept them. */
export interface BrowserFilter {
  name: string;
  query: Record<string, string>;
}

const placeOf = (kind: string) => `sixscope.filters.${kind}`;

/** What this browser still holds for a kind: whose it is, only its user knows. */
export function readBrowser(kind: string): BrowserFilter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(kind)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && typeof one?.query === "object") : [];
  } catch {
    return [];
  }
}
/** Leaves `list` in the browser; an empty one leaves nothing. */
export function writeBrowser(kind: string, list: BrowserFilter[]): void {
  if (list.length) localStorage.setItem(placeOf(kind), JSON.stringify(list));
  else localStorage.removeItem(placeOf(kind));
}

/** A name that nobody has: "name", "name (2)", "name (3)". */
export function freeName(name: string, taken: string[]): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} (${number})`;
    if (!taken.includes(tried)) return tried;
  }
}
/** As the server keeps names: without blanks at the ends or two together. */
export const cleanName = (text: string): string => text.trim().replace(/\s+/g, " ");
