import { onScopeDispose, shallowRef, watch, type ShallowRef } from "vue";
import { ApiError } from "./client";
import { refreshes } from "../state/refresh";

export interface Query<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<ApiError | null>;
  loading: ShallowRef<boolean>;
  retry: () => void;
}

/**
 * Asks again whenever what `ask` reads changes, and with every refresh of the page. The last answer
 * stays until the next one is there, so figures do not blink; it also stays when a refresh fails,
 * but not when a new question does. An answer that was overtaken is dropped. `ask` gives nothing
 * while there is nothing to ask.
 */
export function useQuery<T>(ask: () => Promise<T> | null): Query<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const loading = shallowRef(true);
  const again = shallowRef(0);
  let latest = 0;

  watch(
    () => [ask(), again.value, refreshes.value] as const,
    async ([answer, retried, refreshed], before) => {
      const mine = ++latest;
      const isSame = before !== undefined && (before[1] !== retried || before[2] !== refreshed);
      if (!answer) {
        loading.value = false;
        data.value = null;
        return;
      }
      loading.value = true;
      try {
        const value = await answer;
        if (mine !== latest) return;
        data.value = value;
        error.value = null;
      } catch (cause) {
        if (mine !== latest) return;
        if (!isSame) data.value = null;
        error.value =
          cause instanceof ApiError ? cause : new ApiError({ title: String(cause), status: -1 });
      }
      loading.value = false;
    },
    { immediate: true },
  );
  onScopeDispose(() => latest++);
  return { data, error, loading, retry: () => again.value++ };
}
