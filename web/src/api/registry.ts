// The shapes of docs/reference/registry-api.md that concern kinds, objects and the import desk.
import type { Label } from "./types";

export type FieldType =
  | "text" | "integer" | "decimal" | "boolean" | "date" | "month"
  | "code" | "codes" | "reference" | "texts" | "references";

export interface SoftRules {
  jump_percent?: number | null;
  zero_after_more?: boolean;
  at_most_field?: string | null;
  not_before_field?: string | null;
  needed_with?: string | null;
}

export interface Field {
  name: string;
  type: FieldType;
  title: Label;
  help?: Label | null;
  group?: string | null;
  unit?: string | null;
  codes?: string | null;
  refers?: string | null;
  required?: boolean;
  sensitive?: boolean;
  deprecated?: boolean;
  least?: number | null;
  most?: number | null;
  length_max?: number | null;
  pattern?: string | null;
  example?: string | null;
  soft?: SoftRules | null;
}

export interface Code {
  code: string;
  title: Label;
  /** What codes below it begin with. */
  prefix?: string;
  successor?: string | null;
  valid_to?: string | null;
}

export interface KindRow {
  id: string;
  title: Label;
  description?: Label | null;
  source?: Label | null;
  key: string[];
  region_field?: string | null;
  owner_field?: string | null;
  count: number;
}

export interface Kind extends Omit<KindRow, "count"> {
  fields: Field[];
  codes: Record<string, Code[]>;
}

export type Value = string | number | boolean | string[] | null;
export type Values = Record<string, Value>;

export interface RegistryObject {
  id: number;
  kind: string;
  key: string;
  version: number;
  removed: boolean;
  fields: Values;
}

export interface ObjectPage {
  data: RegistryObject[];
  total: number;
  next_cursor: string | null;
  as_of?: string;
  commit?: number;
}

export interface Change {
  commit: number;
  at: string;
  effective: string;
  nature: "change" | "correction";
  who: string;
  reason: string;
  request_id?: string;
  version: number;
  field: string;
  before: Value;
  after: Value;
}

export interface Attachment {
  id: number | string;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  at: string;
  who: string;
  note: string;
}

export type Severity = "hard" | "soft" | "note";

export interface Fault {
  row?: number;
  column?: string;
  title?: string;
  field?: string | null;
  value?: unknown;
  rule: string;
  severity: Severity;
  explained?: boolean;
  what: Label;
  remedy: Label;
}

export interface SheetColumn {
  column: string;
  title: string;
  use: "field" | "explanation" | "left_out" | "unknown";
  field: string | null;
}

export interface SheetRow {
  number: number;
  cells: string[];
}

export interface ImportAnswer {
  file: string;
  sha256: string;
  kind: string;
  dry_run: boolean;
  can_apply: boolean;
  header_row: number;
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  faults_all: number;
  hard: number;
  soft_open: number;
  soft_explained: number;
  columns: SheetColumn[];
  faults: Fault[];
  notes: Fault[];
  changes: { row: number; key: string; fields: { field: string; before: Value; after: Value }[] }[];
  receipt: { id: string; commit: number } | null;
  sheet?: { name: string; rows: SheetRow[] } | null;
}

/** How far an import is that is under way. */
export interface ImportProgress {
  rows: number;
  checked: number;
  written: number;
}

export interface Receipt {
  id: string;
  at: string;
  kind: string;
  door: string;
  sender: string;
  file: string;
  sha256: string;
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  mended: number;
  commit: number;
}

export interface Session {
  account: string;
  title: string;
  local: boolean;
  all: boolean;
  regions: string[];
  owners: string[];
  may_write: boolean;
  sees_sensitive: boolean;
}
