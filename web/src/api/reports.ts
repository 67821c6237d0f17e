// The shapes of docs/reference/report-api.md.
import { addressOf, get, type Parameters } from "./client";
import type { Label } from "./types";
import { etagOf, send } from "./write";

export type IssueState = "draft" | "published" | "withdrawn";
export type PeriodKind = "month" | "quarter" | "half_year" | "year";

export interface Issue {
  id: string;
  version: number;
  report: string;
  period: string;
  region: string;
  operator: string;
  language: "zh" | "en";
  state: IssueState;
  number: string;
  status: string;
  reason: string;
  commit: number | null;
  sha256: string;
  public: boolean;
  changed_by: string;
  changed_at: string;
  published_by: string;
  published_at: string | null;
  revision: number;
}

export interface Difference {
  where: string;
  before: string;
  after: string;
}
export interface Fact {
  name: string;
  /** Null: there is no figure. */
  text: string | null;
}
/** A text of a draft: the definition's own, and what a person made of it (empty: nothing). */
export interface DraftText {
  block: string;
  /** Below which heading it stands, counted from 1; 0: before the first. */
  heading: number;
  draft: string;
  text: string;
  /** Numbers in it that no fact stands behind. */
  typed: string[];
}
export interface Draft extends Issue {
  remarks: string[];
  moved: Difference[];
  moved_all: number;
  change: Difference[];
  change_all: number;
  as_of_commit: number;
  facts: Fact[];
  texts: DraftText[];
  settings: string[];
  attributes: string[];
}
export interface PrintedFile {
  format: string;
  sha256: string;
  bytes: number;
}
export interface Published extends Issue {
  files?: PrintedFile[];
  remarks?: string[];
  corrections?: Difference[];
  corrections_all?: number;
}
export type WholeIssue = Draft | Published;
export const isDraft = (issue: WholeIssue): issue is Draft => issue.state === "draft";

export interface DueDay {
  day: string;
  /** Below 0: past by so many days. */
  days_left: number;
  report: string;
  period: string;
  source: Label;
}
export interface Kind {
  id: string;
  title: Label;
  description: Label;
  source: Label;
  period: PeriodKind;
  last_period: string;
  next_due: DueDay | null;
}
export interface Kinds {
  data: Kind[];
  formats: string[];
  issuer: string;
}

export type Finding = "equal" | "differs" | "cannot_tell";
export interface Verification {
  finding: Finding;
  id: string;
  version: number;
  number: string;
  sha256: string;
  commit: number;
  format: string;
  checks: { what: "snapshot" | "file" | "values"; finding: Finding; note: string; differences: Difference[]; differences_all: number }[];
}

/** What a shelf holds at most in one answer. */
export const kIssuesMost = 1000;

const pathOf = (id: string) => `/reports/${encodeURIComponent(id)}`;
export const getIssues = (parameters: Parameters = {}) => get<{ data: Issue[] }>("/reports", { limit: kIssuesMost, ...parameters });
export const getIssue = (id: string, version: number | null) => get<WholeIssue>(pathOf(id), { version });
/** Where a file of an issue is; CSV of a table by `tableAddress`. */
export const fileAddress = (issue: Pick<Issue, "id" | "version">, format: string) => addressOf(`${pathOf(issue.id)}/file`, { format, version: issue.version });
export const tableAddress = (issue: Pick<Issue, "id" | "version">, table: string) => addressOf(`${pathOf(issue.id)}/tables/${encodeURIComponent(table)}.csv`, { version: issue.version });
export const publicAddress = (id: string, file = "") => `/public/reports/${encodeURIComponent(id)}${file}`;
export const verifyIssue = (issue: Issue) => get<Verification>(`${pathOf(issue.id)}/verify`, { version: issue.version });

export interface Order {
  report: string;
  period: string;
  region: string;
  operator: string;
  language: "zh" | "en";
  issuer?: string;
}
export interface Imprimatur {
  number?: string;
  date?: string;
  final?: boolean;
  accept_moved?: boolean;
}
export const makeDraft = (order: Order) => send<Draft>("POST", "/reports", { json: order });
/** An empty text is the definition's own again. */
export const putText = (issue: Issue, block: string, text: string, revision: number) =>
  send<Draft>("PUT", `${pathOf(issue.id)}/texts/${encodeURIComponent(block)}`, { json: { text }, match: etagOf(revision) });
export const checkDraft = (issue: Issue) => send<Draft>("POST", `${pathOf(issue.id)}/check`, { json: {} });
export const publishDraft = (issue: Issue, how: Imprimatur) => send<Published>("POST", `${pathOf(issue.id)}/publish`, { json: how, match: etagOf(issue.revision) });
export const correctIssue = (issue: Issue, reason: string) => send<Issue>("POST", `${pathOf(issue.id)}/correct`, { json: { reason } });
export const withdrawIssue = (issue: Issue, reason: string) => send<Issue>("POST", `${pathOf(issue.id)}/withdraw`, { json: { reason }, parameters: { version: issue.version } });
export const setPublic = (issue: Issue, isPublic: boolean) => send<Issue>("PUT", `${pathOf(issue.id)}/public`, { json: { public: isPublic }, parameters: { version: issue.version } });
/** Holds a file against what was published. */
export const verifyFile = (file: Blob) => send<Verification>("POST", "/reports/verify", { bytes: file, type: "application/octet-stream" });

/** The identifier that an order's issue has. */
export const idOf = (order: Order) => [order.report, order.period, order.region, ...(order.operator ? [order.operator] : []), order.language].join("-");
