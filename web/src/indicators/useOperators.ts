// The carriers that a person may choose.
import { computed } from "vue";
import { get } from "../api/client";
import type { FiguresAnswer, IndicatorValue } from "../api/indicators";
import { useQuery } from "../api/query";
import { lastMonth } from "../ledger/months";
import { monthsUpTo } from "./periods";
import { kHeadline } from "./progress";

/** Carriers by identifier that had a figure of traffic in the last two years. Call in a page's setup. */
export function useOperators() {
  const query = useQuery<FiguresAnswer<IndicatorValue>>(() => get("/indicators/values", { indicator: `${kHeadline[0]},${kHeadline[1]}`, by: "operator", months: monthsUpTo(lastMonth(), "month") }));
  return computed(() => query.data.value?.labels.operator ?? {});
}
