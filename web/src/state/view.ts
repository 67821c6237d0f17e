import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { clock } from "./refresh";
import { ends, instant, type Range } from "./range";
import {
  carried, parseView, patched, plain, rangeQuery,
  type Language, type QueryValues, type Theme,
} from "./url";

function languageOfBrowser(): Language {
  const kept = localStorage.getItem("sixscope.lang");
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function themeOfBrowser(): Theme {
  const kept = localStorage.getItem("sixscope.theme");
  if (kept === "light" || kept === "dark" || kept === "screen") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The view the address bar says, and the ways to change it. Call in a component's setup. */
export function useView() {
  const route = useRoute();
  const router = useRouter();
  const query = computed(() => plain(route.query));
  const view = computed(() => parseView(query.value, languageOfBrowser(), themeOfBrowser()));
  const span = computed(() => ends(view.value.range, clock.value));

  /** Lays `patch` over the query: a step in the history, so that Back undoes it. */
  function change(patch: QueryValues): void {
    void router.push({ path: route.path, query: patched(plain(route.query), patch) });
  }
  function setRange(range: Range): void {
    change(rangeQuery(range));
  }
  function setLanguage(language: Language): void {
    localStorage.setItem("sixscope.lang", language);
    change({ lang: language });
  }
  function setTheme(theme: Theme): void {
    localStorage.setItem("sixscope.theme", theme);
    change({ theme });
  }
  /** Time, filter and instant as the API wants them. */
  const scope = computed(() => ({
    from: instant(span.value.from),
    to: instant(span.value.to),
    filter: view.value.filter,
    as_of: view.value.asOf,
  }));
  /** Where a link to `path` leads: same time, filter, language and theme. */
  function linkTo(path: string, extra: QueryValues = {}) {
    return { path, query: patched(carried(plain(route.query)), extra) };
  }
  return { route, query, view, span, scope, change, setRange, setLanguage, setTheme, linkTo };
}

/** One of the page's own parameters, as a value to read and to set. */
export function useParameter<T extends string>(
  name: string,
  fallback: T,
  allowed?: readonly T[],
): WritableComputedRef<T> {
  const { query, change } = useView();
  return computed({
    get: () => {
      const value = query.value[name] as T | undefined;
      if (value === undefined || (allowed && !allowed.includes(value))) return fallback;
      return value;
    },
    set: (value: T) => change({ [name]: value === fallback ? "" : value }),
  });
}

/** Whether `item` is in the comma-separated list of parameter `name`, to read and to set. */
export function useFlagIn(name: string, item: () => string): WritableComputedRef<boolean> {
  const { query, change } = useView();
  const list = () => (query.value[name] ?? "").split(",").filter(Boolean);
  return computed({
    get: () => list().includes(item()),
    set: (on: boolean) => {
      const rest = list().filter((entry) => entry !== item());
      change({ [name]: (on ? [...rest, item()] : rest).join(",") });
    },
  });
}
