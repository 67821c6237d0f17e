// What somebody typed into a text of a draft and has not saved: it outlives a reload, a refusal and a conflict.
export interface Typing {
  text: string;
  /** What the text said when typing began, and at which revision of the draft. */
  base: string;
  revision: number;
}

/** As much of `sessionStorage` as is needed; tests bring their own. */
export type Drawer = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (id: string, version: number, block: string) => `sixscope.report.${id}.${version}.${block}`;

export function keepTyping(drawer: Drawer, id: string, version: number, block: string, typing: Typing | null): void {
  const key = keyOf(id, version, block);
  try {
    if (typing) drawer.setItem(key, JSON.stringify(typing));
    else drawer.removeItem(key);
  } catch {
    // A full drawer: the text stands on the page still.
  }
}

export function keptTyping(drawer: Drawer, id: string, version: number, block: string): Typing | null {
  try {
    const kept = JSON.parse(drawer.getItem(keyOf(id, version, block)) ?? "null") as Typing | null;
    return kept && typeof kept.text === "string" && typeof kept.base === "string" && Number.isInteger(kept.revision) ? kept : null;
  } catch {
    return null;
  }
}

/** What a draft that moved on means for a text being typed: nothing, the same words, or two texts to choose from. */
export function meeting(typing: Typing, now: string): "untouched" | "same" | "conflict" {
  if (now === typing.text) return "same";
  return now === typing.base ? "untouched" : "conflict";
}
