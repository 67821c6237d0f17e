// The board as a table to take away: every figure in full, one row a target and method.
import type { Labels, Paper } from "../api/indicators";
import { kSigns } from "../format/indicator";
import type { TextKey } from "../i18n";
import type { Language } from "../state/url";
import type { Row, Table } from "../tables/table";
import type { BoardGroup } from "./board";
import { gapKey, scopeName, sourceKey } from "./words";

const kTitles: Record<string, TextKey> = {
  year: "targets.column.year", paper: "indicators.column.paper", code: "indicators.column.code", indicator: "indicators.column.indicator", place: "indicators.column.place",
  scope: "targets.column.scope", due: "targets.column.due", threshold: "targets.column.threshold", unit: "indicators.column.unit", source: "targets.source", method: "indicators.column.method",
  value: "indicators.column.value", low: "indicators.column.low", high: "indicators.column.high", present: "indicators.column.present", expected: "indicators.column.expected",
  gap: "indicators.column.gap", verdict: "targets.verdict", distance: "targets.column.distance", pace: "targets.column.pace", forecast: "targets.column.forecast",
  earliest: "targets.column.earliest", latest: "targets.column.latest", at_due: "targets.column.atDue", contributors: "targets.column.contributors",
};
const text = (value: number | null | undefined) => (value === null || value === undefined ? null : String(value));

export function boardTable(groups: BoardGroup[], papers: Paper[], labels: Labels, language: Language, t: (key: TextKey, values?: Record<string, string | number>) => string): Table {
  const titles = new Map(papers.map((one) => [one.id, one.title[language]]));
  const regionName = (code: string) => labels.region[code]?.[language] ?? code;
  return {
    columns: Object.entries(kTitles).map(([key, title]) => ({ key, title: t(title), kind: "text" as const })),
    rows: groups.flatMap((group) => group.targets.map((one): Row => ({
      year: group.year, paper: titles.get(group.paper) ?? group.paper, code: one.code, indicator: one.title[language], place: one.place[language],
      scope: scopeName(one.scope, labels, language, t), due: one.due, threshold: `${kSigns[one.comparison]} ${one.threshold}`, unit: one.unit === "ratio" ? t("indicators.ratio") : one.unit,
      source: t(sourceKey(one.method)), method: one.method.version, value: text(one.value), low: text(one.interval?.low), high: text(one.interval?.high),
      present: text(one.coverage.present), expected: text(one.coverage.expected), gap: one.value === null ? t(gapKey(one.gap)) : null, verdict: t(`targets.verdict.${one.verdict}`),
      distance: text(one.distance), pace: text(one.pace_needed), forecast: one.forecast?.month ?? null, earliest: one.forecast?.earliest ?? null, latest: one.forecast?.latest ?? null,
      at_due: one.at_due ? t(`targets.verdict.${one.at_due.verdict}`) : null,
      contributors: one.contributors.map((each) => `${regionName(each.region)} ${each.value}`).join("; ") || null,
    }))),
  };
}
