// Scopes set side by side, as the address bar names them.
import type { IndicatorValue } from "../api/indicators";
import type { Scope } from "./peers";
import { kNation } from "./periods";

export const kScopesMost = 5;
const kScope = /^(\d{6})?(?::?([a-z]\w*))?$/;

/** "440000", "440000:china_mobile"; a carrier of the whole country is "china_mobile". */
export const keyOfScope = (scope: Scope): string => (scope.operator ? (scope.region === kNation ? scope.operator : `${scope.region}:${scope.operator}`) : scope.region);

/** The scopes of the address, each once, five at most; what is none is left out. */
export function scopesOf(text: string): Scope[] {
  const scopes = text.split(",").flatMap((part): Scope[] => {
    const found = kScope.exec(part.trim());
    return found && (found[1] || found[2]) ? [{ region: found[1] ?? kNation, operator: found[2] ?? "" }] : [];
  });
  return [...new Map(scopes.map((one) => [keyOfScope(one), one])).values()].slice(0, kScopesMost);
}

/** A scope's values by period; null where it has none. */
export function seriesOf(values: IndicatorValue[], scope: Scope, periods: string[]): (number | null)[] {
  const mine = new Map(values.filter((one) => one.region === scope.region && one.operator === scope.operator).map((one) => [one.period.name, one.value]));
  return periods.map((period) => mine.get(period) ?? null);
}

/** The same with its first figure as 100; nothing where that is zero or there is none. */
export function indexed(series: (number | null)[]): (number | null)[] {
  const first = series.find((one) => one !== null) ?? 0;
  return series.map((one) => (one === null || first === 0 ? null : (100 * one) / first));
}
