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

const isBrowserFilter = (one: Partial<BrowserFilter> | null): one is BrowserFilter =>
  typeof one?.name === "string" && typeof one.query === "object" && one.query !== null && Object.values(one.query).every((text) => typeof text === "string");

/** What this browser still holds for a kind: whose it is, only its user knows. */
export function readBrowser(kind: string): BrowserFilter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(kind)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isBrowserFilter) : [];
  } catch {
    return [];
  }
}
/** Leaves `list` in the browser; an empty one leaves nothing. */
export function writeBrowser(kind: string, list: BrowserFilter[]): void {
  if (list.length) localStorage.setItem(placeOf(kind), JSON.stringify(list));
  else localStorage.removeItem(placeOf(kind));
}

/** What the server keeps of a name, in characters, and of a content, in bytes. */
export const kNameMost = 80;
export const kContentMost = 4096;
const cut = (text: string, most: number): string => [...text].slice(0, most).join("").trimEnd();

/** A name that nobody has: "name", "name (2)", "name (3)"; the name is cut where that were too long. */
export function freeName(name: string, taken: string[]): string {
  for (let number = 1; ; number++) {
    const behind = number === 1 ? "" : ` (${number})`;
    const tried = cut(name, kNameMost - behind.length) + behind;
    if (!taken.includes(tried)) return tried;
  }
}
/** As the server keeps names: in normal form C, without blanks at the ends or two together. Half a surrogate pair is no text. */
export const cleanName = (text: string): string => text.replace(/\p{Cs}/gu, "").replace(/[\s\u2800]+/g, " ").trim().normalize("NFC");
/** A browser takes these for folders of the address that they stand in. */
export const isFolderName = (name: string): boolean => name === "." || name === "..";
/** A name of the days when anything was one, as the server takes it: what is not seen is gone from it, controls are blanks. `nameless` where nothing is left. */
export function movableName(text: string, nameless: string): string {
  const name = cut(cleanName(text.replace(/\p{Cc}/gu, " ").replace(/[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu, "")), kNameMost);
  return name === "" || isFolderName(name) ? nameless : name;
}
