// The shapes of docs/reference/round-api.md.
import type { Value } from "./registry";
import type { Label } from "./types";

export const kStates = ["not_opened", "draft", "checked", "submitted", "reviewed", "returned", "approved", "frozen", "restated"] as const;
export type State = (typeof kStates)[number];
export type RoundEvent = "import" | "check" | "submit" | "return" | "approve" | "freeze" | "restate";
export type Act = Exclude<RoundEvent, "import">;
export type Role = "viewer" | "filler" | "province" | "nation" | "keeper";

export interface RoundCoverage {
  expected: number;
  in: number;
  missing: string[];
  /** "28 of 31 in, missing …": what lacks is named, and never filled in. */
  words: Label;
  states: Record<State, number>;
}

export interface Round {
  id: string;
  form: string;
  title: Label;
  period: string;
  first: string;
  last: string;
  opens: string;
  due: string;
  /** Below 0: late by so many days. */
  days_left: number;
}

export interface Submission {
  round: string;
  number: number;
  unit: string;
  title: Label;
  state: State;
  version: number;
  in: boolean;
  rows: number;
  commit: number;
  sha256: string;
  receipt: string;
  submitted: string | null;
  days_late: number;
}

export interface RoundSummary extends Round {
  coverage: RoundCoverage;
  /** The submission, where the account sees one only. */
  own?: Submission;
}
export interface RoundWhole extends Round {
  coverage: RoundCoverage;
  submissions: Submission[];
}
export interface RoundMatrix {
  month: string;
  rounds: (Round & { coverage: RoundCoverage })[];
  units: { unit: string; title: Label; cells: Submission[] }[];
}

export interface SubmissionReceipt {
  id: string;
  version: number;
  at: string;
  who: string;
  rows: number;
  cells: number;
  cells_expected: number;
  remarks: number;
  explanation: string;
  commit: number;
  sha256: string;
  days_late: number;
}

interface Cell {
  key: string;
  field: string;
  field_title: Label;
}
export interface SubmissionCheck {
  commit: number;
  sha256: string;
  rows: number;
  rows_before: number;
  cells: number;
  cells_expected: number;
  hard: number;
  soft: number;
  remarks: (Cell & { rule: string; severity: "hard" | "soft"; what: Label; remedy: Label })[];
  /** Rows that the period before had, and this one has not. */
  missing: string[];
  differences: (Cell & { unit: string; before: Value; after: Value })[];
}

export interface SubmissionWhole {
  round: Round;
  submission: Submission;
  role: Role;
  province_between: boolean;
  /** What the account may do to it now. */
  may: Act[];
  events: { turn: number; event: RoundEvent; from: State; to: State; version: number; who: string; role: Role; at: string; reason: string; commit: number }[];
  receipts: SubmissionReceipt[];
  check: SubmissionCheck;
  conflicts: (Cell & { said: { who: string; at: string; commit: number; value: Value }[] })[];
}

export interface SubmissionDone {
  submission: Submission;
  duplicate: boolean;
  receipt: SubmissionReceipt | null;
  check: SubmissionCheck | null;
}
