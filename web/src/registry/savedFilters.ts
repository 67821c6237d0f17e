import { onScopeDispose, ref, shallowRef } from "vue";
import { ApiError } from "../api/client";
import { dropView, saveView, savedViews, type SavedView } from "../api/views";
import { RefusedError } from "../api/write";
import { freeName, queryText, readBrowser, writeBrowser, type BrowserFilter } from "./filters";

/** The filters of a kind that the account keeps, those shared with it, and what this browser still holds. */
export function useSavedFilters(kind: string) {
  const list = shallowRef<SavedView[]>([]);
  const inBrowser = shallowRef(readBrowser(kind));
  const refusal = shallowRef<ApiError | null>(null);
  const busy = ref(false);
  let isOver = false;
  onScopeDispose(() => (isOver = true));

  /** Runs a call and asks anew what there is; gives nothing where it was refused. */
  async function guarded<T>(call: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    refusal.value = null;
    try {
      const answer = await call();
      const views = await savedViews(kind);
      if (!isOver) list.value = views;
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusal.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }
  /** "there": the account has one of that name, which stays until its user said that it is to be replaced. */
  async function save(name: string, query: Record<string, string>, shared: boolean, replaces: boolean): Promise<"saved" | "there" | "refused"> {
    const view = { page: kind, name, content: queryText(query), shared };
    return (await guarded(async () => ((await saveView(view, replaces)) ? "saved" : "there"))) ?? "refused";
  }
  const share = (view: SavedView) => guarded(() => saveView({ ...view, shared: !view.shared }, true));
  const drop = (view: SavedView) => guarded(() => dropView(view));
  function leave(rest: BrowserFilter[]): void {
    inBrowser.value = rest;
    writeBrowser(kind, rest);
  }
  /** Hands what this browser holds to the account, one by one: what was taken is in the browser no longer. */
  const moveToAccount = () => guarded(async () => {
    const own = new Map((await savedViews(kind)).filter((one) => one.own).map((one) => [one.name, one.content]));
    for (const one of inBrowser.value) {
      const content = queryText(one.query);
      if (own.get(one.name) !== content) {
        const name = freeName(one.name, [...own.keys()]);
        if (!(await saveView({ page: kind, name, content, shared: false }, false))) throw new RefusedError({ title: name, status: 412 });
        own.set(name, content);
      }
      leave(inBrowser.value.filter((each) => each !== one));
    }
  });
  void guarded(async () => undefined);
  return { list, inBrowser, refusal, busy, save, share, drop, moveToAccount, forgetBrowser: () => leave([]) };
}
