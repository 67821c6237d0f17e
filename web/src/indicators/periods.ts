// The periods that an indicator's page shows.
import type { Definition } from "../api/indicators";
import { monthAfter } from "../ledger/waterfall";

export type PeriodKind = "day" | "month" | "half_year" | "year";

export const kNation = "100000";

/** The period of values unless days are asked for: what is asked for each half year or year has none in other months. */
export const periodOf = (cadence: Definition["cadence"]): PeriodKind => (cadence === "half_year" || cadence === "year" ? cadence : "month");

const kMonthsBack: Record<PeriodKind, number> = { day: 3, month: 24, half_year: 48, year: 96 };
const kLength: Record<PeriodKind, number> = { day: 1, month: 1, half_year: 6, year: 12 };

/** Months of the periods up to the one that `last` is in, if it ends by then: "2024-12..2026-11". */
export function monthsUpTo(last: string, period: PeriodKind): string {
  return `${monthAfter(last, 1 - kMonthsBack[period])}..${last}`;
}

/** The months of the newest whole period that has ended by `last`; the month whose days are asked for. */
export function newestPeriod(last: string, period: PeriodKind): [string, string] {
  const length = kLength[period];
  const over = Number(last.slice(5)) % length;
  const end = monthAfter(last, -over);
  return [monthAfter(end, 1 - length), end];
}

/** The value a page is about: that of the period that begins so; of days the newest of the month that has one. */
export function valueAt<T extends { period: { first: string }; value: number | null }>(values: T[], first: string, kind: PeriodKind): T | null {
  if (kind !== "day") return values.find((one) => one.period.first === first) ?? null;
  const days = values.filter((one) => one.period.first.startsWith(first));
  return days.filter((one) => one.value !== null).at(-1) ?? days.at(-1) ?? null;
}
