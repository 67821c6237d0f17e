// With whom a scope is compared, and in which order.
import type { Definition } from "../api/indicators";
import { kNation } from "./periods";

/** A region and a carrier; an empty carrier is all together. */
export interface Scope {
  region: string;
  operator: string;
}

/** Who is set side by side: the provinces of the nation, the cities of a province, or the carriers of a region. */
export interface Peers {
  kind: "province" | "city" | "operator";
  /** The region they lie in. */
  within: string;
  /** Whose figures they are, where regions are compared; empty: all carriers together. */
  operator: string;
}

export const kProvinces: Peers = { kind: "province", within: kNation, operator: "" };

export const isProvince = (region: string): boolean => region !== kNation && region.endsWith("0000");
export const isCity = (region: string): boolean => region.endsWith("00") && !region.endsWith("0000");
const provinceOf = (region: string): string => `${region.slice(0, 2)}0000`;

/** Against whom a scope may be held: those like it, its parts, its carriers. */
export type Against = "peers" | "parts" | "operators";

/** A carrier beside carriers, a city beside cities, else provinces; or what the scope is made of. */
export function peersOf(scope: Scope, against: Against = "peers"): Peers {
  if (against === "operators" || (against === "peers" && scope.operator)) return { kind: "operator", within: scope.region, operator: "" };
  if (against === "parts") return scope.region === kNation ? { ...kProvinces, operator: scope.operator } : { kind: "city", within: provinceOf(scope.region), operator: scope.operator };
  return isCity(scope.region) ? { kind: "city", within: provinceOf(scope.region), operator: "" } : kProvinces;
}

export function isPeer(value: Scope, peers: Peers): boolean {
  if (peers.kind === "operator") return value.region === peers.within && value.operator !== "";
  if (value.operator !== peers.operator) return false;
  return peers.kind === "city" ? isCity(value.region) && provinceOf(value.region) === peers.within : isProvince(value.region);
}

/** What tells peers apart: a region, or a carrier. */
export const keyOf = (value: Scope, peers: Peers): string => (peers.kind === "operator" ? value.operator : value.region);

/** The scope that the peers make together. */
export const wholeOf = (peers: Peers): Scope => ({ region: peers.within, operator: peers.kind === "operator" ? "" : peers.operator });

/** How the peers are asked for: `by` and where. */
export function askOf(peers: Peers): { by: string; within: string; operator: string } {
  if (peers.kind === "operator") return { by: "operator", within: peers.within, operator: "" };
  return { by: "region", within: peers.within, operator: peers.operator };
}

/** Ranks, 1 first: ties share a rank and the next one counts them. What has no value has no rank. */
export function ranksOf(values: (number | null)[], direction: Definition["direction"]): (number | null)[] {
  const isBetter = (one: number, than: number) => (direction === "down" ? one < than : one > than);
  return values.map((value) => (value === null ? null : 1 + values.filter((other) => other !== null && isBetter(other, value)).length));
}
