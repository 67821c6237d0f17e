import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import { refreshes } from "../state/refresh";
import { addressOf, ApiError, get, type Parameters } from "./client";
import { useQuery } from "./query";
import type { Kind, KindRow, ObjectPage, RegistryObject } from "./registry";

/** A kind with its fields and code lists; nothing while `id` is nothing. */
export function useKind(id: () => string) {
  return useQuery<Kind>(() => (id() ? get(`/registry/kinds/${encodeURIComponent(id())}`) : null));
}
export function useKinds() {
  return useQuery<{ data: KindRow[] }>(() => get("/registry/kinds"));
}

const kFirst = 300;
const kThen = 5000;
/** More are not held in a browser: a filter or the file is for that. */
export const kObjectsMost = 50_000;

/**
 * All objects that `ask` names, page by page: the first page is there soon, the rest follows. When
 * the question changes what came is kept until the first page of the new answer.
 */
export function useObjects(kind: () => string, ask: () => Parameters | null) {
  const rows = shallowRef<RegistryObject[]>([]);
  const total = ref(0);
  const asOf = ref("");
  const loading = ref(true);
  const error = shallowRef<ApiError | null>(null);
  const again = ref(0);
  let latest = 0;
  const question = computed(() => {
    const parameters = ask();
    return parameters && kind() ? JSON.stringify([kind(), parameters]) : "";
  });

  async function load(): Promise<void> {
    const mine = ++latest;
    const parameters = ask();
    if (!parameters || !kind()) return;
    loading.value = true;
    try {
      let cursor: string | null = null;
      let got: RegistryObject[] = [];
      do {
        const page: ObjectPage = await get<ObjectPage>(`/registry/objects/${kind()}`, { ...parameters, limit: cursor ? kThen : kFirst, cursor });
        if (mine !== latest) return;
        got = [...got, ...page.data];
        rows.value = got;
        total.value = page.total;
        asOf.value = page.as_of ?? "";
        error.value = null;
        cursor = page.next_cursor;
      } while (cursor && got.length < kObjectsMost);
    } catch (cause) {
      if (mine !== latest) return;
      rows.value = [];
      error.value = cause instanceof ApiError ? cause : new ApiError({ title: String(cause), status: -1 });
    }
    loading.value = false;
  }
  watch([question, again, refreshes], load, { immediate: true });
  onScopeDispose(() => latest++);
  return { rows, total, asOf, loading, error, retry: () => again.value++ };
}

/** Where a browser fetches a file of objects, or a form to fill. */
export const objectsFile = (kind: string, parameters: Parameters): string => addressOf(`/registry/objects/${kind}`, parameters);
export const templateFile = (kind: string, parameters: Parameters): string => addressOf(`/registry/kinds/${kind}/template`, parameters);
