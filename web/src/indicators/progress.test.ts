import { describe, expect, it } from "vitest";
import type { Definition, IndicatorValue, Target } from "../api/indicators";
import { matrixOf } from "./matrix";
import { isPeer, kProvinces, peersOf, ranksOf } from "./peers";
import { moversOf, newestMonth, targetsFor, targetShown, tileOf } from "./progress";

const method = (source: "submitted" | "measured") => ({
  source, version: "1", numerator: "a", denominator: "b", aggregation: "sum_over_sum" as const, interval: "none" as const, samples_min: 0, valid_from: null, valid_to: null, note: null,
});
const definition = { code: "T1", id: "share", unit: "ratio", direction: "up", cadence: "month", methods: [method("submitted"), method("measured")] } as unknown as Definition;
const value = (month: string, of: number | null, region = "100000", source: "submitted" | "measured" = "submitted", operator = "") => ({
  indicator: "share", code: "T1", unit: "ratio", method: { source, version: "1" }, period: { name: month, first: month, last: month }, region, operator, value: of,
}) as IndicatorValue;
const target = (due: string, threshold: number, indicator = "share") => ({ indicator, due, threshold, comparison: "at_least", method: { source: "submitted", version: "1" } }) as Target;

describe("ranks", () => {
  it("ties share one, the next counts them, and none is not last", () => {
    expect(ranksOf([0.3, 0.9, null, 0.3, 0.1], "up")).toEqual([2, 1, null, 2, 4]);
    expect(ranksOf([0.3, 0.9, null, 0.3, 0.1], "down")).toEqual([2, 4, null, 2, 1]);
  });
});

describe("peers", () => {
  it("are of one level, and carriers of one region", () => {
    const city = { region: "440300", operator: "" };
    const carrier = { region: "440000", operator: "x" };
    expect([peersOf({ region: "440000", operator: "" }), peersOf(city), peersOf(carrier)].map((one) => `${one.kind} ${one.within}`)).toEqual(["province 100000", "city 440000", "operator 440000"]);
    expect(isPeer({ region: "100000", operator: "" }, kProvinces)).toBe(false);
    expect(isPeer({ region: "310000", operator: "" }, kProvinces)).toBe(true);
    expect(isPeer({ region: "310000", operator: "x" }, kProvinces)).toBe(false);
    expect(isPeer({ region: "310100", operator: "" }, peersOf(city))).toBe(false);
    expect(isPeer({ region: "440100", operator: "" }, peersOf(city))).toBe(true);
    expect(isPeer({ region: "440000", operator: "y" }, peersOf(carrier))).toBe(true);
    expect(isPeer({ region: "440000", operator: "" }, peersOf(carrier))).toBe(false);
  });
  it("may be a scope's own parts or carriers", () => {
    expect(peersOf({ region: "440000", operator: "x" }, "parts")).toEqual({ kind: "city", within: "440000", operator: "x" });
    expect(peersOf({ region: "100000", operator: "" }, "parts")).toEqual(kProvinces);
    expect(peersOf({ region: "440000", operator: "" }, "operators")).toEqual({ kind: "operator", within: "440000", operator: "" });
  });
});

describe("a tile", () => {
  const nation = { region: "100000", operator: "" };
  const of = (values: IndicatorValue[], month = "2025-06", peers: IndicatorValue[] = [], scope = nation) => tileOf({ definition, values, peers, targets: [], scope, month });
  it("has the month's value and its change on the month before", () => {
    const tile = of([value("2025-05", 0.5), value("2025-06", 0.53), value("2025-07", 0.9)]);
    expect(tile.value?.value).toBe(0.53);
    expect(tile.change).toBeCloseTo(0.03, 12);
    expect(tile.age).toBe(0);
  });
  it("says how old the newest is, and no change over a gap", () => {
    const tile = of([value("2025-02", 0.5), value("2025-04", 0.53), value("2025-05", null)]);
    expect([tile.value?.value, tile.age, tile.change]).toEqual([0.53, 2, null]);
  });
  it("has no value where there is none", () => expect(of([value("2025-06", null)]).value).toBeNull());
  it("takes the method that has the newest value, the first of equals", () => {
    expect(of([value("2025-05", 0.5), value("2025-06", 0.6, "100000", "measured")]).method?.source).toBe("measured");
    expect(of([value("2025-06", 0.5), value("2025-06", 0.6, "100000", "measured")]).method?.source).toBe("submitted");
  });
  it("ranks a province among provinces that have a value in that month", () => {
    const scope = { region: "440000", operator: "" };
    const own = value("2025-06", 0.5, "440000");
    const tile = of([own], "2025-06", [own, value("2025-06", 0.7, "310000"), value("2025-05", 0.9, "110000"), value("2025-06", null, "120000"), value("2025-06", 0.6)], scope);
    expect(tile.rank).toEqual({ rank: 2, of: 2, change: null });
  });
  it("says how many places were gained or lost since the month before", () => {
    const scope = { region: "440000", operator: "" };
    const own = [value("2025-05", 0.5, "440000"), value("2025-06", 0.65, "440000")];
    const others = (before: number, now: number) => [value("2025-05", before, "310000"), value("2025-06", now, "310000"), value("2025-05", 0.9, "110000"), value("2025-06", 0.9, "110000")];
    const change = (before: number, now: number) => of(own, "2025-06", [...own, ...others(before, now)], scope).rank?.change;
    expect([change(0.6, 0.61), change(0.4, 0.7), change(0.4, 0.41)]).toEqual([1, -1, 0]);
    const down = tileOf({ definition: { ...definition, direction: "down" } as Definition, values: own, peers: [...own, ...others(0.6, 0.61)], targets: [], scope, month: "2025-06" });
    expect(down.rank, "less is better").toEqual({ rank: 2, of: 3, change: -1 });
  });
});

describe("the target shown", () => {
  it("is the next one due, of one day the highest, and the last once all are due", () => {
    const all = [target("2024-12-31", 0.65), target("2025-12-31", 0.5), target("2025-12-31", 0.7)];
    expect(targetShown(all, "2025-06")?.threshold).toBe(0.7);
    expect(targetShown(all, "2024-12")?.threshold).toBe(0.65);
    expect(targetShown(all, "2026-06")?.threshold).toBe(0.7);
    expect(targetShown([], "2026-06")).toBeNull();
  });
});

describe("targets of a scope", () => {
  it("are shares asked of the whole country, but no count of it: a part cannot reach that", () => {
    const of = (id: string, unit: string, due: string) => ({ ...target(due, 1), target: id, unit, scope: "100000" }) as Target;
    const all = [of("count", "connections", "2025-12-31"), of("late", "ratio", "2025-12-31"), of("early", "ratio", "2024-12-31"), of("late", "ratio", "2025-12-31")];
    const names = (region: string, operator = "") => targetsFor(all, "share", { region, operator }).map((one) => one.target);
    expect(names("100000")).toEqual(["early", "count", "late"]);
    expect(names("440000")).toEqual(["early", "late"]);
    expect(names("100000", "x")).toEqual(["early", "late"]);
  });
});

describe("movers", () => {
  it("are those with a figure in both months, greatest first", () => {
    const before = ["110000", "120000", "130000", "140000", "150000"].map((region) => value("2025-05", 0.5, region));
    const now = [value("2025-06", 0.52, "110000"), value("2025-06", 0.6, "120000"), value("2025-06", 0.4, "130000"), value("2025-06", 0.5, "140000"), value("2025-06", null, "150000"), value("2025-06", 0.9, "210000")];
    const movers = moversOf([...before, ...now], "share", "submitted:1", kProvinces, "2025-05", "2025-06");
    expect(movers.up.map((one) => one.key)).toEqual(["120000", "110000"]);
    expect(movers.down.map((one) => one.key)).toEqual(["130000"]);
  });
});

it("the newest month is that of any value", () => expect([newestMonth([value("2025-05", 1), value("2025-06", null)]), newestMonth([])]).toEqual(["2025-05", null]));

describe("the matrix of carriers and provinces", () => {
  it("has all together first, the nation first, provinces only, and the spread of carriers", () => {
    const matrix = matrixOf([
      value("2025-06", 0.5), value("2025-06", 0.6, "440000"), value("2025-06", 0.9, "440000", "submitted", "a"), value("2025-06", 0.4, "440000", "submitted", "b"), value("2025-06", null, "440000", "submitted", "c"),
      value("2025-06", 0.99, "440100", "submitted", "a"), value("2025-06", 0.7, "310000", "submitted", "a"),
    ]);
    expect(matrix.operators).toEqual(["", "a", "b", "c"]);
    expect(matrix.rows.map((one) => one.region)).toEqual(["100000", "310000", "440000"]);
    expect(matrix.rows.map((one) => one.spread)).toEqual([null, null, 0.5]);
    expect([matrix.low, matrix.high], "a city's figure and totals are not of the scale").toEqual([0.4, 0.9]);
  });
});
