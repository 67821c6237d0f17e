// The target board: which targets are shown, and in which order.
import type { Paper, SourceKind, Target, Verdict } from "../api/indicators";

export const kVerdicts: readonly Verdict[] = ["not_met", "cannot_tell", "met", "no_data"];

export interface BoardFilter {
  source: SourceKind | "";
  paper: string;
  verdict: Verdict | "";
}

export function isShown(target: Target, filter: BoardFilter): boolean {
  return (!filter.source || target.method.source === filter.source) && (!filter.paper || target.paper === filter.paper) && (!filter.verdict || target.verdict === filter.verdict);
}

/** How many targets have each verdict, worst first, those that none has left out. */
export function tally(targets: Target[]): { verdict: Verdict; many: number }[] {
  return kVerdicts.map((verdict) => ({ verdict, many: targets.filter((one) => one.verdict === verdict).length })).filter((one) => one.many > 0);
}

export interface BoardGroup {
  year: string;
  paper: string;
  targets: Target[];
}

const byCode = new Intl.Collator("en", { numeric: true });

/** Targets by the year they are due in, newest first, and by paper, newest first; in a group by day, code and source. */
export function grouped(targets: Target[], papers: Paper[]): BoardGroup[] {
  const dateOf = new Map(papers.map((one) => [one.id, one.date]));
  const groups = new Map<string, BoardGroup>();
  for (const target of targets) {
    const year = target.due.slice(0, 4);
    const key = `${year} ${target.paper}`;
    if (!groups.has(key)) groups.set(key, { year, paper: target.paper, targets: [] });
    groups.get(key)!.targets.push(target);
  }
  for (const group of groups.values()) {
    group.targets.sort((a, b) => a.due.localeCompare(b.due) || byCode.compare(a.code, b.code) || b.method.source.localeCompare(a.method.source) || a.target.localeCompare(b.target));
  }
  return [...groups.values()].sort((a, b) => b.year.localeCompare(a.year) || (dateOf.get(b.paper) ?? "").localeCompare(dateOf.get(a.paper) ?? "") || a.paper.localeCompare(b.paper));
}

/** Papers that some target is of, in the order of `papers`. */
export function papersOf(targets: Target[], papers: Paper[]): Paper[] {
  const named = new Set(targets.map((one) => one.paper));
  return papers.filter((one) => named.has(one.id));
}
