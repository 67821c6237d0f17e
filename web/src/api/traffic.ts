import { computed } from "vue";
import { words } from "virtual:catalogue";
import { useText } from "../i18n";
import { useView } from "../state/view";
import { get, getAll, type Parameters } from "./client";
import { useQuery } from "./query";
import type { Cell, Envelope, Label, Region, Target } from "./types";

export interface TrafficAsk {
  by?: readonly string[];
  step?: string;
  order?: string;
  limit?: number;
  /** A further condition, joined to the filter of the view. */
  where?: string;
  /** One page only: a ranking does not need the rest. */
  top?: boolean;
  compare?: boolean;
  /** `all` counts what is not users' traffic too. */
  class?: string;
}

/** Two filters as one; either may be empty. */
export function both(one: string, other: string): string {
  return [one, other].map((part) => part.trim()).filter(Boolean).join(" and ");
}

/** A value as the filter language writes it. */
export function term(dimension: string, value: string): string {
  return `${dimension} = ${/^[\w.:-]+$/.test(value) ? value : JSON.stringify(value)}`;
}

/** Cells of the view's span and filter. Call in a component's setup. */
export function useTraffic(ask: () => TrafficAsk | null) {
  const { view, scope } = useView();
  return useQuery<Envelope<Cell[]>>(() => {
    const wanted = ask();
    if (!wanted) return null;
    const parameters: Parameters = {
      from: scope.value.from,
      to: scope.value.to,
      as_of: scope.value.as_of,
      step: wanted.step,
      by: wanted.by?.join(","),
      filter: both(view.value.filter, wanted.where ?? ""),
      order: wanted.order,
      limit: wanted.limit ?? (wanted.step ? 10_000 : 1000),
      compare: wanted.compare ? "previous" : "",
      class: wanted.class === "all" ? "all" : "",
    };
    return wanted.top ? get("/traffic", parameters) : getAll<Cell>("/traffic", parameters);
  });
}

/** Names of values, in the language of the view. */
export function useNames() {
  const { t, say } = useText();
  const regions = useRegions();
  function nameOf(
    dimension: string,
    value: string | undefined,
    labels?: Record<string, Record<string, Label>>,
  ): string {
    if (value === undefined) return t("name.all");
    const given = labels?.[dimension]?.[value];
    if (given) return say(given, value);
    if (dimension === "region") {
      const region = regions.data.value?.find((one) => one.code === value);
      if (region) return say(region.name, value);
    }
    // An answer without labels: what the catalogue calls it.
    const known = words[dimension]?.[value];
    if (known) return say(known, value);
    return value === "unknown" || value === "" ? t("name.unknown") : value;
  }
  return { nameOf };
}

export function useRegions() {
  const query = useQuery<{ data: Region[] } | Region[]>(() => get("/regions"));
  const data = computed(() => {
    const answer = query.data.value;
    return answer ? (Array.isArray(answer) ? answer : answer.data) : null;
  });
  return { ...query, data };
}

export function useTargets() {
  const query = useQuery<{ data: Target[] } | Target[]>(() => get("/targets"));
  const data = computed(() => {
    const answer = query.data.value;
    return answer ? (Array.isArray(answer) ? answer : answer.data) : [];
  });
  return { ...query, data };
}

/**
 * The target in force for an access at an instant: of those not yet due the next one; once all are
 * due, the last. Several papers may name one year: the highest value counts.
 */
export function targetFor(targets: Target[], access: string, at: number): Target | null {
  const own = targets.filter(
    (target) =>
      target.access === access && target.measure === "traffic.v6_share" &&
      ["", `${access}_traffic`].includes(target.object) && (!target.scope || target.scope === "CN"),
  );
  if (own.length === 0) return null;
  const dues = [...new Set(own.map((target) => target.due))].sort();
  const due = dues.find((one) => Date.parse(one) >= at) ?? dues[dues.length - 1]!;
  return own.filter((target) => target.due === due).sort((a, b) => b.value - a.value)[0]!;
}
