import { onScopeDispose, ref, shallowRef } from "vue";
import { ApiError } from "../api/client";
import { dropView, saveView, savedViews, type SavedView } from "../api/views";
import { RefusedError } from "../api/write";
import { freeName, kContentMost, movableName, queryText, readBrowser, writeBrowser, type BrowserFilter } from "./filters";

/** Why a filter stays in the browser: the account's bound of a content, or what the server said of it. */
export type Stuck = "tooLong" | RefusedError;

/** The filters of a kind that the account keeps, those shared with it, and what this browser still holds. */
export function useSavedFilters(kind: string) {
  const list = shallowRef<SavedView[]>([]);
  const inBrowser = shallowRef(readBrowser(kind));
  const stuck = shallowRef(new Map<BrowserFilter, Stuck>());
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
  function forget(one: BrowserFilter): void {
    inBrowser.value = inBrowser.value.filter((each) => each !== one);
    writeBrowser(kind, inBrowser.value);
  }
  /** Keeps one under the first name like its own that the account has not; `own`: contents by name. */
  async function moveOne(one: BrowserFilter, nameless: string, own: Map<string, string>): Promise<void> {
    const content = queryText(one.query);
    const wanted = movableName(one.name, nameless);
    let isKept = own.get(wanted) === content;
    while (!isKept) {
      const name = freeName(wanted, [...own.keys()]);
      const kept = await saveView({ page: kind, name, content, shared: false }, false);
      isKept = kept !== null; // Otherwise another browser took the name meanwhile.
      own.set(name, isKept ? content : "");
    }
    forget(one);
  }
  /**
   * Hands what this browser holds to the account, one by one: what was taken is in the browser no
   * longer; what cannot be kept stays there with the reason, and the others go on. `nameless`: what
   * one is called of whose name nothing can be seen.
   */
  async function moveToAccount(nameless: string): Promise<void> {
    const reasons = new Map<BrowserFilter, Stuck>();
    const stopped = await guarded(async () => {
      const own = new Map((await savedViews(kind)).filter((one) => one.own).map((one) => [one.name, one.content]));
      for (const one of inBrowser.value) {
        if (queryText(one.query).length > kContentMost) {
          reasons.set(one, "tooLong");
          continue;
        }
        try {
          await moveOne(one, nameless, own);
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error;
          // No fault of this one: the next would be refused like it.
          if (error.problem.status !== 400) return error;
          reasons.set(one, error);
        }
      }
      return null;
    });
    stuck.value = reasons;
    if (stopped) refusal.value = stopped;
  }
  void guarded(async () => undefined);
  return { list, inBrowser, stuck, refusal, busy, save, share, drop, moveToAccount, forget };
}
