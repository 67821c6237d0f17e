// Saved views: filters, columns and orders that accounts keep (docs/reference/registry-api.md).
import { forgetAnswers, get } from "./client";
import { RefusedError, send } from "./write";

export interface SavedView {
  /** "local": of whoever worked while there was no account. */
  account: string;
  /** It is the account's that asks; others' can be used, not changed. */
  own: boolean;
  page: string;
  name: string;
  /** A query, encoded, without "?". */
  content: string;
  shared: boolean;
  /** Its own; and those of "local", where the account sees everything and may write. */
  may_delete: boolean;
  created: string;
  changed: string;
}

const pathOf = (page: string, name: string) => `/views/${encodeURIComponent(page)}/${encodeURIComponent(name)}`;

export async function savedViews(page: string): Promise<SavedView[]> {
  return (await get<{ data: SavedView[] }>("/views", { page })).data;
}

/** Keeps a view; one that is there is replaced only where `replaces`. Gives nothing where it was left. */
export async function saveView(view: Pick<SavedView, "page" | "name" | "content" | "shared">, replaces: boolean): Promise<SavedView | null> {
  const { content, shared } = view;
  try {
    return (await send<SavedView>("PUT", pathOf(view.page, view.name), { json: { content, shared }, onlyNew: !replaces })).body;
  } catch (error) {
    if (!(error instanceof RefusedError) || !error.movedOn) throw error;
    forgetAnswers(); // Another browser of the account saved it meanwhile.
    return null;
  }
}

/** Deletes one that `may_delete`; one that is gone already is gone. */
export async function dropView(view: Pick<SavedView, "page" | "name" | "account">): Promise<void> {
  try {
    await send("DELETE", pathOf(view.page, view.name), { parameters: { account: view.account } });
  } catch (error) {
    if (!(error instanceof RefusedError) || error.problem.status !== 404) throw error;
    forgetAnswers();
  }
}
