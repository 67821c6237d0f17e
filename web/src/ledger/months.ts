import { date } from "../format/time";
import { monthAfter } from "./waterfall";

/** The notice wants growth stopped by the end of this month; the server's own reference speaks where it says one. */
export const kReferenceMonth = "2025-07";

/** The last month that has ended, in the reporting zone. */
export function lastMonth(now = Date.now()): string {
  return monthAfter(date(now).slice(0, 7), -1);
}

/** What the capacity line shows unasked: from the month before the reference, and a year at least. */
export function usualMonths(now = Date.now()): [string, string] {
  const to = lastMonth(now);
  const year = monthAfter(to, -11);
  const first = monthAfter(kReferenceMonth, -1);
  return [first < year ? first : year, to];
}
