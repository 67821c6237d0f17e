import { computed } from "vue";
import type { Label } from "../api/types";
import { useView } from "../state/view";
import type { Language } from "../state/url";
import { en } from "./en";
import type { indicatorsZh } from "./indicators.zh";
import type { ledgerZh } from "./ledger.zh";
import type { registryZh } from "./registry.zh";
import type { reportsZh } from "./reports.zh";
import type { roundsZh } from "./rounds.zh";
import { zh } from "./zh";

export type TextKey = keyof typeof zh | keyof typeof registryZh | keyof typeof ledgerZh | keyof typeof indicatorsZh | keyof typeof reportsZh | keyof typeof roundsZh;

const texts: Record<Language, Record<string, string>> = { zh: { ...zh }, en: { ...en } };

/** Adds texts that are fetched with the pages that need them. */
export function addTexts(more: Record<Language, Record<string, string>>): void {
  for (const language of ["zh", "en"] as const) Object.assign(texts[language], more[language]);
}

/** The text of `key`; `{name}` in it stands for `values.name`. */
export function translate(
  language: Language,
  key: TextKey,
  values: Record<string, string | number> = {},
): string {
  return (texts[language][key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

/** Texts in the language of the view. Call in a component's setup. */
export function useText() {
  const { view } = useView();
  const language = computed(() => view.value.language);
  return {
    language,
    t: (key: TextKey, values?: Record<string, string | number>) =>
      translate(language.value, key, values),
    /** A text that the server wrote in both languages. */
    say: (label: Label | null | undefined, fallback = "") => label?.[language.value] || fallback,
  };
}
