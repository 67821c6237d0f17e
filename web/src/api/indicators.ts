// The shapes of the calls under /indicators. Names are those of the JSON.
import type { Label } from "./types";

export type SourceKind = "submitted" | "measured" | "imported";
export type DefinitionState = "sourced" | "partly" | "inferred";
export type Verdict = "met" | "not_met" | "cannot_tell" | "no_data";
export type Comparison = "at_least" | "more_than" | "at_most";
export type LeafFault = "missing" | "zero_denominator" | "negative" | "above_whole";
/** What `gap` of a value may say. */
export type FigureGap = "no_observations" | "too_few_samples" | "not_measurable" | "zero_denominator" | "data_error";

export interface Interval {
  low: number;
  high: number;
}

export interface MethodName {
  source: SourceKind;
  version: string;
}

export interface Method extends MethodName {
  numerator: string;
  /** Null: a count. */
  denominator: string | null;
  aggregation: "sum_over_sum" | "mean_of_ratios" | "none";
  interval: "none" | "wilson" | "sampled" | "stratified";
  samples_min: number;
  valid_from: string | null;
  valid_to: string | null;
  /** Has values of days. */
  daily: boolean;
  note: Label | null;
}

export interface Definition {
  code: string;
  id: string;
  group: string;
  title: Label;
  object: Label;
  description: Label;
  /** "ratio", or the unit of a count. */
  unit: string;
  direction: "up" | "down" | "none";
  cadence: "day" | "month" | "half_year" | "year";
  dimensions: string[];
  state: DefinitionState;
  /** Key of the paper; empty: none. */
  paper: string;
  place: Label;
  methods: Method[];
}

export interface Paper {
  id: string;
  date: string;
  title: Label;
  issuer: Label;
  read: Label;
}

export interface Quantity {
  id: string;
  title: Label;
  unit: string;
  over_time: "sum" | "last" | "mean" | "latest" | "half_year_sum";
  source: SourceKind;
  /** The kind of the registry that it is a field of, and the field; an empty one counts objects. */
  kind?: string;
  field?: string;
}

export interface OutsidePoint {
  month: string;
  value: number;
  paper: string;
  note: string;
}

/** A series that others published. */
export interface OutsideSeries {
  id: string;
  title: Label;
  source: Label;
  points: OutsidePoint[];
}

export interface Figure {
  /** Null: `gap` says why. */
  value: number | null;
  numerator: number;
  denominator: number;
  interval: Interval | null;
  samples: number;
  /** Leaves that have their figures, of those that are expected to. */
  coverage: { present: number; expected: number };
  /** What the value could be at the least and the most, whatever the leaves hold that lack. */
  possible: Interval | null;
  /** First and last of the months that leaves were read of, where one month of the period is handed in; null where all of it is read. */
  months: { first: string; last: string } | null;
  gap: FigureGap | null;
}

export interface Period {
  name: string;
  first: string;
  last: string;
}

interface Told {
  indicator: string;
  code: string;
  unit: string;
  method: MethodName;
  period: Period;
  region: string;
  operator: string;
}

export interface IndicatorValue extends Told, Figure {}

/** A period of one place: what a value is made of. */
export interface Leaf extends Told {
  /** Null, as the denominator, where the figures are missing. */
  numerator: number | null;
  denominator: number | null;
  /** The month of the period that its figures were read of; null where all of it is read. */
  month: string | null;
  /** Why it counts in neither. */
  fault: LeafFault | null;
  /** The round that asked for what lacks. */
  round: { id: string; due: string } | null;
  figures: { quantity: string; value: number | null }[];
}

export interface Target extends Figure {
  target: string;
  paper: string;
  indicator: string;
  code: string;
  title: Label;
  unit: string;
  /** A region, or "pilot". */
  scope: string;
  due: string;
  comparison: Comparison;
  threshold: number;
  place: Label;
  /** Whose figure it is held against. */
  region: string;
  operator: string;
  method: MethodName;
  /** What the value is of: the newest of the indicator's own length that was over. */
  period: Period;
  /** Positive where it is short of the threshold. */
  distance: number | null;
  verdict: Verdict;
  /** What a person has to do before there can be a figure. */
  why: Label | null;
  pace_needed: number | null;
  /** What held when it was due; null until then. */
  at_due: (Figure & { month: string; period: Period; verdict: Verdict }) | null;
  forecast: { slope: number; month: string; earliest: string; latest: string | null; months: number } | null;
  contributors: { region: string; value: number; lack: number }[];
}

/** A composite index: which indicators make its dimensions, how they are scaled and weighed. */
export interface CompositeDefinition {
  title: Label;
  description: Label;
  /** How much of the weights needs a figure for a rank. */
  rank_complete_min: number;
  dimensions: {
    id: string; title: Label; weight: number; parameter: string;
    parts: { indicator: string; code: string; title: Label; unit: string; method: MethodName; least: number; most: number; weight: number }[];
  }[];
}

export interface CompositePart extends Figure {
  indicator: string;
  /** The newest period in which it is formed that was over. */
  period: string;
  /** The value on its scale, from 0 to 1. */
  score: number | null;
}

export interface CompositeRow {
  period: Period;
  region: string;
  operator: string;
  /** Of the dimensions that are there; null where none is. */
  index: number | null;
  /** How much of the weights has a figure. */
  complete: number;
  is_whole: boolean;
  rank: number | null;
  rank_whole: number | null;
  dimensions: { dimension: string; score: number | null; complete: number; contribution: number; parts: CompositePart[] }[];
}

export interface Labels {
  region: Record<string, Label>;
  operator: Record<string, Label>;
}

export interface IndicatorsAnswer {
  data: Definition[];
  papers: Paper[];
}
export interface IndicatorAnswer {
  data: Definition;
  quantities: Quantity[];
  outside: OutsideSeries[];
}
export interface FiguresAnswer<T> {
  data: T[];
  as_of_commit: number;
  labels: Labels;
}
export interface CompositeAnswer extends FiguresAnswer<CompositeRow> {
  composite: CompositeDefinition;
}
export interface BoardAnswer extends FiguresAnswer<Target> {
  month: string;
  papers: Paper[];
}
