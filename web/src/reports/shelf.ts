// What the shelf shows: which issues, in which state, and what is due when.
import type { DueDay, Issue, PeriodKind } from "../api/reports";
import { monthAfter } from "../ledger/waterfall";

export const kStates = ["draft", "published", "corrected", "withdrawn"] as const;
/** As a reader sees it: what was published again is corrected. */
export type Standing = (typeof kStates)[number];
export const standingOf = (issue: Pick<Issue, "state" | "version">): Standing => (issue.state === "published" && issue.version > 1 ? "corrected" : issue.state);

/** Issues that count: the newest version of each, and below a draft or what was withdrawn the one that is published still. */
export function current(issues: Issue[]): Issue[] {
  const versions = (id: string) => issues.filter((one) => one.id === id);
  return issues.filter((one) => {
    const newer = versions(one.id).filter((other) => other.version > one.version);
    return newer.length === 0 || (one.state === "published" && newer.every((other) => other.state !== "published"));
  });
}

/** What the catalogue names within a sentence, where it stands by itself. */
export const titled = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export interface Wish {
  state: string;
  scope: string;
}
/** `scope`: a region, with a carrier behind a slash; empty: any. */
export const matches = (issue: Issue, wish: Wish): boolean => (!wish.state || standingOf(issue) === wish.state) && (!wish.scope || scopeKey(issue) === wish.scope);
export const scopeKey = (issue: Pick<Issue, "region" | "operator">): string => issue.region + (issue.operator ? `/${issue.operator}` : "");

export interface Due extends DueDay {
  /** What there is of it for the scope: published before a draft, the newest first. */
  issue: Issue | null;
  isDone: boolean;
}

const isOut = (issue: Issue) => issue.state === "published";
/** Due days with what is on the shelf for a scope: late and not out first, then by day; what is done and past is left out unless `done`. */
export function dueOf(days: DueDay[], issues: Issue[], scope: { region: string; operator: string }, done = false): Due[] {
  return days
    .map((day): Due => {
      const mine = issues.filter((one) => one.report === day.report && one.period === day.period && one.region === scope.region && one.operator === scope.operator && one.state !== "withdrawn");
      const issue = [...mine].sort((a, b) => Number(isOut(b)) - Number(isOut(a)) || b.version - a.version)[0] ?? null;
      return { ...day, issue, isDone: mine.some(isOut) };
    })
    .filter((one) => done || !one.isDone || one.days_left >= 0)
    .sort((a, b) => a.day.localeCompare(b.day) || a.report.localeCompare(b.report));
}

const kLength: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 };
const kFirstMonth: Record<PeriodKind, (name: string) => string> = {
  month: (name) => name,
  quarter: (name) => `${name.slice(0, 4)}-${String((Number(name.slice(6)) - 1) * 3 + 1).padStart(2, "0")}`,
  half_year: (name) => `${name.slice(0, 4)}-${name.endsWith("1") ? "01" : "07"}`,
  year: (name) => `${name}-01`,
};
function named(kind: PeriodKind, first: string): string {
  const [year, month] = [first.slice(0, 4), Number(first.slice(5))];
  if (kind === "month") return first;
  if (kind === "year") return year;
  return kind === "quarter" ? `${year}-Q${Math.ceil(month / 3)}` : `${year}-H${Math.ceil(month / 6)}`;
}
/** The period that lies `steps` of its kind after `name`: "2025-Q4" one after "2025-Q3". */
export const periodAfter = (kind: PeriodKind, name: string, steps: number): string => named(kind, monthAfter(kFirstMonth[kind](name), steps * kLength[kind]));

/** Periods to choose from, the one that was over last first; the one that still runs is there too, as some papers ask for it. */
export function periodsOf(kind: PeriodKind, last: string, back = 12): string[] {
  return Array.from({ length: back + 1 }, (_, step) => periodAfter(kind, last, 1 - step));
}
