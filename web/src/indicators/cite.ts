// How a figure is cited so that it can be found again.
import type { Definition, IndicatorValue, Paper } from "../api/indicators";
import { ends, figure } from "../format/indicator";
import type { TextKey } from "../i18n";
import type { Language } from "../state/url";
import { gapKey, sourceKey } from "./words";

type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** Indicator, scope, period, value, coverage, method version, state of the definition and commit, in a sentence. */
export function citation(o: { definition: Definition; value: IndicatorValue; where: string; commit: string; paper: Paper | null; language: Language; t: Translate }): string {
  const { definition, value, language, t } = o;
  const range = ends(value.interval, definition.unit, language);
  const shown = value.value === null ? t(gapKey(value.gap)) : figure(value.value, definition.unit, language, t) + (range ? ` (${t("indicators.interval", { range })})` : "");
  return t("indicators.cite.text", {
    title: definition.title[language], code: definition.code, where: o.where, period: value.period.name, value: shown,
    coverage: t("indicators.coverage", value.coverage), method: t("indicators.version", { source: t(sourceKey(value.method)), version: value.method.version }),
    state: t(`indicators.state.${definition.state}`), paper: o.paper ? t("indicators.cite.paper", { paper: o.paper.title[language] }) : "", commit: o.commit,
  });
}
