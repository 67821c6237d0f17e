// The shapes of docs/reference/api.md. Names are those of the JSON.

/** The axes of traffic, in the order the API lists them. */
export const kDimensions = [
  "region", "operator", "access", "application", "cdn",
  "application_method", "cdn_method", "traffic_class", "coverage", "exporter",
] as const;
export type Dimension = (typeof kDimensions)[number];

export interface Label {
  zh: string;
  en: string;
}

export type Gap = "no_observations" | "too_few_samples" | "not_measurable";

export interface Share {
  value: number | null;
  low?: number | null;
  high?: number | null;
  samples?: number;
  gap?: Gap | null;
}

export interface FamilyVolume {
  bytes: number;
  packets: number;
  flows: number;
  samples: number;
}

export interface Cell {
  start?: string;
  dimensions: Record<string, string>;
  v4: FamilyVolume;
  v6: FamilyVolume;
  share: Share;
  packet_share?: Share;
  /** What is there but enters no share; absent where there is none. */
  unmeasured?: { v6_blind_bytes: number; rate_unknown_flows: number };
  previous?: { v4: FamilyVolume; v6: FamilyVolume; share: Share };
}

export interface Coverage {
  exporters: number;
  measurable: number;
  v6_blind: number;
  rate_unknown: number;
  regions_seen: number;
  regions_all: number;
  share_all: Share;
  share_measurable: Share;
}

export interface Freshness {
  newest: string | null;
  age_seconds: number | null;
  as_of: string;
}

export type Step = "minute" | "five_minutes" | "hour" | "day" | "month";

export interface Envelope<T> {
  data: T;
  labels?: Record<string, Record<string, Label>>;
  query?: { from: string; to: string; step?: Step | "none" | null; by?: string[]; resolution?: string };
  coverage?: Coverage;
  method?: { id: string; version: string };
  freshness?: Freshness;
  next_cursor?: string | null;
}

export interface Region {
  code: string;
  /** ISO 3166-2: "CN-GD". */
  iso?: string;
  name: Label;
  tile_column: number;
  tile_row: number;
  counted?: boolean;
}

export interface Target {
  id: string;
  measure: string;
  access: string;
  object: string;
  due: string;
  comparison: string;
  value: number;
  paper: string;
  paper_title: Label;
  source: Label;
  scope?: string;
}

export interface MethodNote {
  id: string;
  version: string;
  title: Label;
  unit: string;
  formula: string;
  description: Label;
  gaps: string[];
  source?: string;
}

export interface DimensionNote {
  name: string;
  title: Label;
}

export interface DimensionValue {
  value: string;
  label?: Label | null;
}

export interface Diagnosis {
  code: string;
  /** ok: a remark, nothing needs to be done. */
  severity: "ok" | "warning" | "fault";
  title: Label;
  detail: Label;
  remedies: { vendor: string; lines: string[] }[];
}

/** What came and was lost, counter by counter; malformed and adjustments by reason. */
export type Ledger = Record<string, number | Record<string, number>>;
export type ExporterState = "ok" | "warning" | "fault" | "silent";

/** A row of the list: titles of what is wrong are in `labels.diagnosis`, words in `Exporter`. */
export interface ExporterRow {
  address: string;
  name?: string;
  observation_domain: number;
  protocol: string;
  first_seen: string;
  last_seen: string;
  status: ExporterState;
  sees: { v4: boolean; v6: boolean };
  sampling: { known: boolean; numerator: number; denominator: number };
  coverage: "measurable" | "v6_blind" | "rate_unknown";
  clock_skew_ms: number;
  ledger: Ledger;
  diagnoses: Pick<Diagnosis, "code" | "severity">[];
}

/** An exporter by itself, with all that is known of it. */
export interface Exporter extends ExporterRow {
  recent?: { minutes: number; ledger: Ledger | null };
  diagnoses: Diagnosis[];
}

export type Exporters = Envelope<ExporterRow[]> & { summary: Record<"all" | ExporterState, number> };

/** One method's part in `/traffic/attribution`. */
export interface MethodPart {
  method: string;
  bytes: number;
  /** Of all bytes, those whose application or CDN this method found. */
  of_bytes: number | null;
  share: Share;
  label: Label;
}

export interface Attribution {
  application: MethodPart[];
  cdn: MethodPart[];
}

/** What resolver answers said of an application's names, since the server began. */
export interface ApplicationNames {
  application: string;
  names: number;
  with_a: number;
  with_aaaa: number;
  /** Asked for AAAA in vain. */
  without_aaaa: number;
  /** A and AAAA lead to different CDNs. */
  cdn_differs: number;
  answers: number;
  last_seen: string;
  /** The 20 most asked for. */
  without_aaaa_names: string[];
}

/** A socket of the server that takes exports, or (dnstap) resolver answers. */
export interface Listening {
  protocol: "udp" | "tcp" | "tls" | "dnstap";
  address: string;
}

export interface LiveOverview {
  at: string;
  v4_bps: number;
  v6_bps: number;
  share: Share;
  by_access: Record<string, { v4_bps: number; v6_bps: number; share: Share }>;
  flows_per_second: number;
  datagrams_per_second: number;
  lost: { kernel: number; queue: number; sequence: number };
  exporters: { all: number; healthy: number };
  /** Of the last minutes; null while the store has never answered. */
  coverage: Coverage | null;
  method: { id: string; version: string };
  freshness: Freshness;
}

/** RFC 9457, as the server writes it. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { parameter: string; detail: string }[];
}
