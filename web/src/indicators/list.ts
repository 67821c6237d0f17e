// The list of indicators: which are shown, under which group.
import type { Definition, DefinitionState } from "../api/indicators";

export const kStates: readonly DefinitionState[] = ["sourced", "partly", "inferred"];

export interface ListFilter {
  search: string;
  group: string;
  state: DefinitionState | "";
}

/** Whether each word searched for stands in the code, a name or the object, in either language. */
export function matches(one: Definition, filter: ListFilter): boolean {
  const text = [one.code, one.id, one.title.zh, one.title.en, one.object.zh, one.object.en].join(" ").toLowerCase();
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return (!filter.group || one.group === filter.group) && (!filter.state || one.state === filter.state) && words.every((word) => text.includes(word));
}

const byCode = new Intl.Collator("en", { numeric: true });

/** Indicators under their groups, in the order the server names the groups; in a group by code. */
export function groupsOf(all: Definition[]): { group: string; indicators: Definition[] }[] {
  const names = [...new Set(all.map((one) => one.group))];
  return names.map((group) => ({ group, indicators: all.filter((one) => one.group === group).sort((a, b) => byCode.compare(a.code, b.code)) }));
}
