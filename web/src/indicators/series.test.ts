import { describe, expect, test } from "vitest";
import type { IndicatorValue, Method, Period, Target } from "../api/indicators";
import { atPeriods, barScale, computedMethods, datedLines, extentOf, linesOf, periodsOf, rankingOf, targetsOf } from "./series";

const period = (name: string): Period => ({ name, first: name, last: name });
const value = (region: string, month: string, share: number | null, source: "submitted" | "measured" | "imported" = "submitted") =>
  ({ region, operator: "", value: share, period: period(month), method: { source, version: "1" } }) as IndicatorValue;
const method = (source: "submitted" | "measured" | "imported") => ({ source, version: "1" }) as Method;
const target = (id: string, due: string, threshold: number, more: Partial<Target> = {}) => ({ target: id, indicator: "share", scope: "100000", comparison: "at_least", due, threshold, ...more }) as Target;

describe("lines", () => {
  const values = [value("100000", "2026-02", 0.5), value("100000", "2026-01", 0.4), value("100000", "2026-02", 0.6, "measured"), value("100000", "2026-02", 0.9, "imported")];
  test("are one a method over the same periods, with gaps where it has nothing", () => {
    const periods = periodsOf(values);
    expect(periods.map((one) => one.name)).toEqual(["2026-01", "2026-02"]);
    const lines = linesOf(values, [method("submitted"), method("measured"), method("imported")], periods);
    expect(lines.map((line) => [line.key, line.values.map((one) => one?.value ?? null)])).toEqual([["submitted:1", [0.4, 0.5]], ["measured:1", [null, 0.6]]]);
  });
  test("are none of what others published", () => expect(computedMethods([method("imported"), method("submitted")])).toEqual([method("submitted")]));
  test("of others stand at the periods they fall in, the newest of several", () => {
    const points = [{ month: "2025-09", value: 1, paper: "", note: "" }, { month: "2025-07", value: 2, paper: "", note: "" }, { month: "2024-01", value: 3, paper: "", note: "" }];
    expect(atPeriods(points, [{ name: "2025-H1", first: "2025-01", last: "2025-06" }, { name: "2025-H2", first: "2025-07", last: "2025-12" }]).map((one) => one?.value ?? null)).toEqual([null, 1]);
  });
});

describe("targets", () => {
  const periods = ["2025-11", "2025-12", "2026-01"].map(period);
  test("of an indicator and a scope are each there once", () => {
    const all = [target("b", "2025-12-31", 0.7), target("b", "2025-12-31", 0.7), target("a", "2024-12-31", 0.6), target("c", "2025-12-31", 0.5, { scope: "310000" }), target("d", "2025-12-31", 0.5, { indicator: "other" })];
    expect(targetsOf(all, "share", "100000").map((one) => one.target)).toEqual(["a", "b"]);
  });
  test("are lines up to when they are due; papers that ask for the same are one", () => {
    const lines = datedLines([target("a", "2024-12-31", 0.6), target("b", "2025-12-31", 0.7), target("c", "2025-12-31", 0.7), target("d", "2030-12-31", 0.9)], periods);
    expect(lines.map((one) => [one.level, one.from, one.to, one.targets.map((each) => each.target)])).toEqual([[0.7, "2025-11", "2025-12", ["b", "c"]], [0.9, "2025-11", "2026-01", ["d"]]]);
  });
  test("due in the first period end there", () => expect(datedLines([target("a", "2025-11-30", 0.6)], periods).map((one) => [one.from, one.to])).toEqual([["2025-11", "2025-11"]]));
  test("that are all past leave the last one", () => {
    expect(datedLines([target("a", "2020-12-31", 0.1), target("b", "2021-12-31", 0.2)], periods).map((one) => [one.level, one.to])).toEqual([[0.2, "2026-01"]]);
    expect(datedLines([target("a", "2020-12-31", 0.1)], [])).toEqual([]);
  });
});

describe("a ranking", () => {
  const values = [value("100000", "2026-01", 0.5), value("440000", "2026-01", 0.7), value("440100", "2026-01", 0.9), value("410000", "2026-01", 0.3), value("650000", "2026-01", null), value("310000", "2026-01", 0.9, "measured")];
  test("has provinces only, of one method, best first, and those without a figure apart", () => {
    const { rows, without, whole } = rankingOf(values, "submitted:1", "up");
    expect(rows.map((one) => one.key)).toEqual(["440000", "410000"]);
    expect(without.map((one) => one.key)).toEqual(["650000"]);
    expect(whole?.value, "the nation's own figure, no mean of theirs").toBe(0.5);
  });
  test("of what should go down has the least first", () => expect(rankingOf(values, "submitted:1", "down").rows.map((one) => one.key)).toEqual(["410000", "440000"]));
});

describe("scales", () => {
  test("bars begin at zero, also below it", () => {
    expect(barScale([0.5, 1]).zero).toBe(0);
    const scale = barScale([-1, 3]);
    expect([scale.zero, scale.at(-1), scale.at(3)]).toEqual([0.25, 0, 1]);
    expect(barScale([0]).at(0)).toBe(0);
  });
  test.each([
    ["shares stay within nothing and all", [0.02, 0.99], 0, 1, [0, 1]], ["what is below zero is shown", [-0.1, 0.3], 0, 1, [-0.2, 0.4]], ["counts have no most", [1.2e9, 1.3e9], 0, null, [1.15e9, 1.35e9]], ["one figure alone has room", [0.5], 0, 1, [0.495, 0.505]],
  ] as const)("%s", (_, values, least, most, [low, high]) => {
    const { min, max, interval } = extentOf([...values], least, most);
    expect(min).toBeLessThanOrEqual(Math.min(...values));
    expect(max).toBeGreaterThanOrEqual(Math.max(...values));
    expect(min).toBeGreaterThanOrEqual(low - interval);
    expect(max).toBeLessThanOrEqual(high + interval);
  });
});
