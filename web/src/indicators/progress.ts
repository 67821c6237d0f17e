// Where a scope stands, as the overview and the pages of regions and carriers show it.
import type { Definition, FigureGap, IndicatorValue, Method, Target } from "../api/indicators";
import { monthAfter, monthsBetween } from "../ledger/waterfall";
import { isPeer, keyOf, peersOf, ranksOf, type Peers, type Scope } from "./peers";
import { computedMethods, methodKey } from "./series";

/** What a tile is of: the figures that the yearly papers and the notice ask for, and readiness beside them. */
export const kHeadline = [
  "mobile_v6_traffic_share", "fixed_v6_traffic_share", "active_users", "iot_v6_connections",
  "fixed_connectivity_own_platform", "main_application_fixed_v6_traffic_share", "website_v6_support", "home_gateway_v6_share",
] as const;

/** A scope's values of one method by month. */
export function monthly(values: IndicatorValue[], indicator: string, method: string, scope: Scope): Map<string, IndicatorValue> {
  return new Map(values.filter((one) => one.indicator === indicator && methodKey(one.method) === method && one.region === scope.region && one.operator === scope.operator).map((one) => [one.period.first, one]));
}

/** The method a page begins with: of those computed here the first that has the newest value. */
export function methodShown(values: IndicatorValue[], definition: Definition, scope: Scope): Method | null {
  const methods = computedMethods(definition.methods);
  const newest = (method: Method) => [...monthly(values, definition.id, methodKey(method), scope).values()].filter((one) => one.value !== null).map((one) => one.period.last).sort().at(-1) ?? "";
  return methods.reduce<Method | null>((best, one) => (best === null || newest(one) > newest(best) ? one : best), null);
}

/** The newest month in which there is any value; null where there is none. */
export function newestMonth(values: IndicatorValue[]): string | null {
  return values.filter((one) => one.value !== null).map((one) => one.period.last).sort().at(-1) ?? null;
}

export interface Tile {
  definition: Definition;
  method: Method | null;
  /** The value of the month, or the newest before it; null: there is none. */
  value: IndicatorValue | null;
  /** Why there is none in the month asked for. */
  gap: FigureGap | null;
  /** How many months it is older than the month asked for. */
  age: number;
  /** Since the month before that value's; null where one of both lacks. */
  change: number | null;
  /** Among its peers; `change`: places gained (above 0) or lost since the month before, null where it had no rank then. */
  rank: { rank: number; of: number; change: number | null } | null;
  /** The target that is due next, or was due last; null: none. */
  target: Target | null;
}

/** Of targets not yet due the next one, once all are due the last; of several of one day the one that asks for most. */
export function targetShown(targets: Target[], month: string): Target | null {
  const due = (one: Target) => one.due.slice(0, 7) >= month;
  const sorted = [...targets].sort((a, b) => a.due.localeCompare(b.due) || (a.comparison === "at_most" ? a.threshold - b.threshold : b.threshold - a.threshold));
  const next = sorted.find(due);
  if (next) return next;
  const last = sorted.at(-1)?.due;
  return sorted.find((one) => one.due === last) ?? null;
}

/** Whether a target can be held against a scope: a count asked of the whole country is not asked of its parts. */
const isAskedOf = (target: Target, scope: Scope) => target.unit === "ratio" || (target.scope === scope.region && !scope.operator);

/** The targets of an indicator that can be held against a scope, by the day they are due. */
export function targetsFor(targets: Target[], indicator: string, scope: Scope): Target[] {
  const mine = targets.filter((one) => one.indicator === indicator && isAskedOf(one, scope));
  return [...new Map(mine.map((one) => [one.target, one])).values()].sort((a, b) => a.due.localeCompare(b.due));
}

/** Where a scope stands among peers that have a value in a month; null: it has none, or nothing is better or worse. */
function rankIn(peers: IndicatorValue[], definition: Definition, scope: Scope, month: string): { rank: number; of: number } | null {
  const ranked = peers.filter((one) => one.period.first === month);
  const at = ranked.findIndex((one) => one.region === scope.region && one.operator === scope.operator);
  return at < 0 || definition.direction === "none" ? null : { rank: ranksOf(ranked.map((one) => one.value), definition.direction)[at]!, of: ranked.length };
}

/** What a tile shows. `values`: the scope's months; `peers`: its peers in that month and the one before; `targets`: held against the scope. */
export function tileOf(o: { definition: Definition; values: IndicatorValue[]; peers: IndicatorValue[]; targets: Target[]; scope: Scope; month: string }): Tile {
  const method = methodShown(o.values, o.definition, o.scope);
  const key = method ? methodKey(method) : "";
  const months = monthly(o.values, o.definition.id, key, o.scope);
  const value = [...months.values()].filter((one) => one.value !== null && one.period.last <= o.month).sort((a, b) => a.period.last.localeCompare(b.period.last)).at(-1) ?? null;
  const before = value ? (months.get(monthAfter(value.period.first, -1))?.value ?? null) : null;
  const peers = o.peers.filter((one) => one.indicator === o.definition.id && methodKey(one.method) === key && one.value !== null && isPeer(one, peersOf(o.scope)));
  const now = value ? rankIn(peers, o.definition, o.scope, value.period.first) : null;
  const former = value ? rankIn(peers, o.definition, o.scope, monthAfter(value.period.first, -1)) : null;
  return {
    definition: o.definition, method, value, gap: months.get(o.month)?.gap ?? null, change: value && before !== null ? value.value! - before : null, age: value ? monthsBetween(value.period.last, o.month).length - 1 : 0,
    rank: now && { ...now, change: former ? former.rank - now.rank : null },
    target: targetShown(o.targets.filter((one) => one.indicator === o.definition.id && methodKey(one.method) === key && isAskedOf(one, o.scope)), o.month),
  };
}

export interface Mover {
  key: string;
  before: number;
  now: number;
  change: number;
}

/** The peers that moved most from one month to another, in both directions; who has no figure in one of them did not move. */
export function moversOf(values: IndicatorValue[], indicator: string, method: string, peers: Peers, from: string, to: string, most = 3): { up: Mover[]; down: Mover[] } {
  const mine = values.filter((one) => one.indicator === indicator && methodKey(one.method) === method && isPeer(one, peers));
  const movers = mine.filter((one) => one.period.first === to && one.value !== null).flatMap((one): Mover[] => {
    const before = mine.find((other) => other.region === one.region && other.operator === one.operator && other.period.first === from)?.value ?? null;
    return before === null ? [] : [{ key: keyOf(one, peers), before, now: one.value!, change: one.value! - before }];
  });
  const order = (sign: 1 | -1) => movers.filter((one) => sign * one.change > 0).sort((a, b) => sign * (b.change - a.change) || a.key.localeCompare(b.key)).slice(0, most);
  return { up: order(1), down: order(-1) };
}
