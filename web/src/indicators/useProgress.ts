// What the overview and the pages of regions and carriers ask for: one scope, one month, and one indicator looked at closely.
import { computed, type ComputedRef } from "vue";
import { get } from "../api/client";
import type { BoardAnswer, CompositeAnswer, Definition, FiguresAnswer, IndicatorAnswer, IndicatorsAnswer, IndicatorValue } from "../api/indicators";
import { useQuery } from "../api/query";
import { useRegions } from "../api/traffic";
import type { Label } from "../api/types";
import { useText } from "../i18n";
import "../i18n/indicators";
import { lastMonth } from "../ledger/months";
import { isMonth, monthAfter } from "../ledger/waterfall";
import { useParameter, useView } from "../state/view";
import { askOf, type Peers, type Scope } from "./peers";
import { kNation, monthsUpTo } from "./periods";
import { kHeadline, methodShown, newestMonth, targetsFor, tileOf } from "./progress";
import { methodKey } from "./series";

/** Provinces that the map shows beside those of the traffic: no code of the standard, so none of its tile. */
export const kCorps = { code: "660000", tile_column: 0, tile_row: 2 } as const;

/** Call in a page's setup. `peers`: with whom the indicator looked at is compared. */
export function useProgress(scope: ComputedRef<Scope>, peers: ComputedRef<Peers>) {
  const { t, say } = useText();
  const { query } = useView();
  const looked = useParameter<string>("indicator", kHeadline[0]);
  const asOfCommit = useParameter<string>("as_of_commit", "");
  const asked = computed(() => (isMonth(query.value.period) ? query.value.period : ""));
  const latest = lastMonth();

  const list = useQuery<IndicatorsAnswer>(() => get("/indicators"));
  const regions = useRegions();
  const definitions = computed(() => list.data.value?.data ?? []);
  const papers = computed(() => list.data.value?.papers ?? []);
  const definitionOf = (id: string): Definition | null => definitions.value.find((one) => one.id === id) ?? null;
  const definition = computed(() => definitionOf(looked.value));
  const names = computed(() => [...new Set([...kHeadline, ...(definition.value ? [looked.value] : [])])].join(","));

  const where = computed(() => ({ within: scope.value.region, operator: scope.value.operator, as_of_commit: asOfCommit.value }));
  const span = useQuery<FiguresAnswer<IndicatorValue>>(() => (definitions.value.length ? get("/indicators/values", { ...where.value, indicator: names.value, months: monthsUpTo(asked.value || latest, "month") }) : null));
  const values = computed(() => span.data.value?.data ?? []);
  /** The month asked for; otherwise the newest in which the scope has any of these figures. */
  const month = computed(() => asked.value || newestMonth(values.value) || latest);
  const isKnown = computed(() => asked.value !== "" || span.data.value !== null);

  const compared = useQuery<FiguresAnswer<IndicatorValue>>(() => (definitions.value.length && isKnown.value ? get("/indicators/values", { ...askOf(peers.value), indicator: names.value, months: `${monthAfter(month.value, -1)}..${month.value}`, as_of_commit: asOfCommit.value }) : null));
  const board = useQuery<BoardAnswer>(() => (isKnown.value ? get("/indicators/targets", { ...where.value, month: month.value }) : null));
  const composite = useQuery<CompositeAnswer>(() => (isKnown.value ? get("/indicators/composite", { ...askOf(peers.value), month: month.value, as_of_commit: asOfCommit.value }) : null));
  const whole = useQuery<IndicatorAnswer>(() => (definition.value ? get(`/indicators/${encodeURIComponent(looked.value)}`) : null));

  const tiles = computed(() => kHeadline.flatMap((id) => {
    const one = definitionOf(id);
    return one === null ? [] : [tileOf({ definition: one, values: values.value, peers: compared.data.value?.data ?? [], targets: board.data.value?.data ?? [], scope: scope.value, month: month.value })];
  }));
  const method = computed(() => (definition.value ? methodShown(values.value, definition.value, scope.value) ?? definition.value.methods[0] ?? null : null));
  const series = computed(() => values.value.filter((one) => one.indicator === looked.value));
  const comparedOf = computed(() => (compared.data.value ? { ...compared.data.value, data: compared.data.value.data.filter((one) => one.indicator === looked.value && one.period.first === month.value) } : null));
  /** What others published is of the whole country. */
  const outside = computed(() => (scope.value.region === kNation && !scope.value.operator ? (whole.data.value?.outside ?? []) : []));
  const targets = computed(() => targetsFor(board.data.value?.data ?? [], looked.value, scope.value));
  const labels = computed(() => ({ region: { ...span.data.value?.labels.region, ...compared.data.value?.labels.region }, operator: { ...span.data.value?.labels.operator, ...compared.data.value?.labels.operator } }) as { region: Record<string, Label>; operator: Record<string, Label> });
  const regionName = (code: string) => (code === kNation ? t("indicators.country") : say(regions.data.value?.find((one) => one.code === code)?.name ?? labels.value.region[code], code));
  const operatorName = (id: string) => say(labels.value.operator[id], id);
  const scopeName = computed(() => [regionName(scope.value.region), scope.value.operator ? operatorName(scope.value.operator) : ""].filter(Boolean).join(" · "));
  const known = computed(() => asOfCommit.value || String(span.data.value?.as_of_commit ?? ""));
  /** Indicators that have a figure each month. */
  const choices = computed(() => definitions.value.filter((one) => one.cadence === "month" || one.cadence === "day"));

  return {
    looked, asOfCommit, month, asked, latest, list, regions, definitions, papers, definition, definitionOf, span, values, compared, comparedOf, board, composite, tiles, method,
    methodKey: computed(() => (method.value ? methodKey(method.value) : "")), series, outside, targets, labels, regionName, operatorName, scopeName, known, choices,
  };
}
