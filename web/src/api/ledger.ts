// The shapes of docs/reference/registry-api.md that concern the ledger and polled devices.
import type { Label } from "./types";
import type { RegistryObject, Value } from "./registry";

export const kComponents = ["max_sessions", "design_throughput", "public_addresses", "port_blocks", "subscribers_max"] as const;
export type Component = (typeof kComponents)[number];
/** The parts of a waterfall between opening and closing, in the order they are drawn. */
export const kParts = ["added", "expanded", "moved_in", "reduced", "retired", "moved_out", "corrected"] as const;
export type Part = (typeof kParts)[number];
export type Answer = "met" | "not_met" | "cannot_tell" | "no_data";
export type Confirmation = "confirmed" | "contradicted" | "never_measured" | "stale" | "not_typed";
export type Outcome = "pending" | "kept" | "late" | "overdue" | "broken" | "cannot_tell";

export interface Sum {
  /** Null where there are devices and none gave the figure, or where there was no ledger yet. */
  value: number | null;
  given: number;
  missing: number;
}

export interface Group {
  region?: string;
  operator?: string;
  class?: string;
}

export interface CapacityMonth extends Record<Part, number> {
  month: string;
  opening: Sum;
  closing: Sum;
  closes: boolean;
  /** How many movements each part is made of: some cancel out. */
  movements: Record<Part, number>;
}

export interface Reading {
  answer: Answer;
  with_corrections: Answer;
  /** Months that broke it, or what grew in them. */
  broken: (string | { month?: string })[];
  /** What grew in them, greatest first; some of `breakers_all`. */
  breakers?: { device: DeviceName; month: string; part: Part }[];
  breakers_all?: number;
}

export interface Verdict {
  reference: string;
  reference_level: Sum | null;
  /** The month the ledger begins in, where that is after the reference; and that in words. */
  begins?: string | null;
  words?: Label | null;
  month_on_month: Reading;
  above_reference: Reading;
}

export interface CapacityRow {
  group: Group;
  component: Component;
  months: CapacityMonth[];
  verdict: Verdict | null;
}

export interface LedgerEnvelope<T> {
  data: T;
  labels: Record<string, Record<string, Label>>;
  known_commit: number;
  frozen: Record<string, number | null>;
  /** Months that are not over, whose figures are no facts yet. */
  unfinished: Record<string, "running" | "not_begun">;
  note: Label;
}

export interface DeviceName {
  id: number;
  key: string;
}

export interface Movement {
  device: DeviceName;
  part: Part;
  component?: Component;
  month?: string;
  before: number | null;
  after: number | null;
  delta: number;
  commit: number | null;
  effective: string;
  who: string;
  reason: string;
  nature: string;
}

export interface Rate {
  numerator: number;
  denominator: number;
  value: number | null;
  given: number;
  missing: number;
}

export interface PlanOfDevice {
  device: DeviceName;
  action: string;
  month: string;
  outcome: Outcome;
  done: string | null;
  /** The month end the ledger first has it as done: later where it was typed late. */
  recorded: string | null;
  slip: number | null;
}

/** Devices in service, and those of them with action and month of a plan. */
export interface PlanCoverage {
  planned: number;
  devices: number;
}

export interface PlanEnvelope extends LedgerEnvelope<PlanAnswer> {
  baseline: string;
}

export interface PlanAnswer {
  levels: { group: Group; component: Component; months: { month: string; planned: number; actual: Sum; unknown?: number }[] }[];
  coverage: { group: Group; baseline: PlanCoverage; month: PlanCoverage }[];
  devices: PlanOfDevice[];
  errors: { device: DeviceName; retired_on?: string; load_month?: string; measured_on?: string | null; loads?: unknown }[];
}

export interface UseRow {
  group: Group;
  used?: Partial<Record<Component, Rate>>;
  sharing?: Rate | null;
  ports_per_subscriber?: Rate | null;
  behind_nat?: Rate | null;
}

export interface Confirmed {
  answer: Confirmation;
  typed: number | null;
  measured: number | null;
  at: string | null;
  /** Why it was never measured; null where it was. */
  why: Label | null;
}

export interface DeviceQuality {
  device: DeviceName;
  empty: string[];
  load_age: number | null;
  confirmation: Partial<Record<Component, Confirmed>>;
}


export interface NatPool {
  id: number;
  key: string;
  region: string;
  operator: string;
}

/** What is doubtful about addresses of a pool. */
export interface PoolFinding {
  fault: "pool_overlap" | "pool_not_public";
  pool: NatPool;
  /** That has them too; null for pools that this account does not see, and for what is not public. */
  other: NatPool | null;
  range: string;
  addresses: number;
  class: string | null;
  words: Label;
}

export interface QualityEnvelope extends LedgerEnvelope<DeviceQuality[]> {
  pools: { findings: PoolFinding[]; total: number; counts: Record<PoolFinding["fault"], number>; addresses_counted_twice: number };
}

export interface CapacityEnvelope extends LedgerEnvelope<CapacityRow[]> {
  /** So many at most do the sums at the last month's end hold twice. */
  addresses_counted_twice: number;
}

export interface StockRow {
  month: string;
  group: Group;
  new_lines: Rate | null;
  gateways: Rate | null;
  routers: Rate | null;
}

export interface Freeze {
  month: string;
  version: number;
  at: string;
  commit: number;
  sha256: string;
  objects: number | null;
  who: string;
  reason: string;
  reproduces: boolean | null;
}

/** A field that a version of a frozen month has other than the version before. */
export interface Restated {
  object: { id: number; kind: string; key: string };
  field: string;
  before: Value;
  after: Value;
}

export interface Frozen {
  data: Freeze;
  changes: Restated[];
}

export interface PolledDay {
  quantity?: string;
  day: string;
  least: number | null;
  most: number | null;
  mean: number | null;
  polls: number;
}

export interface PolledReading {
  quantity: string;
  provenance: "measured" | "configured" | "typed" | "unknown" | "pools";
  value: number | null;
  object: string;
  at: string;
}

export interface Polled {
  profile?: string;
  last_ok?: string | null;
  readings?: PolledReading[];
  gaps?: { quantity: string; why: Label }[];
  state?: string;
  words?: Label;
  days?: PolledDay[];
}

export interface LedgerDevice {
  object: RegistryObject;
  month: string;
  capacity: Partial<Record<Component, { value: number | null; provenance?: string; measured?: number | null; at?: string | null; answer?: Confirmation }>>;
  use: { load_month?: string | null; used?: Partial<Record<Component, Rate>>; sharing?: Rate | null; ports_per_subscriber?: Rate | null } | null;
  plan: { action: string; month: string; outcome?: Outcome; done?: string | null; recorded?: string | null; slip?: number | null } | null;
  quality: DeviceQuality | null;
  errors?: { error: string; retired_on?: string; load_month?: string; measured_on?: string | null }[];
  readings: { component: Component; value: number | null; at: string }[] | null;
  movements: Movement[];
}

export type { Value };
