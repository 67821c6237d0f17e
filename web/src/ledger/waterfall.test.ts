import { describe, expect, test } from "vitest";
import { kParts, type CapacityMonth, type Part, type Sum } from "../api/ledger";
import { axisFloor, barsOf, exactSum, monthAfter, monthsBetween, parseMonths, partsOf, sinceReference, waterfallOf } from "./waterfall";

const sum = (value: number) => ({ value, given: 3, missing: 0 });
const month = (name: string, opening: number, closing: number, parts: Partial<CapacityMonth> = {}): CapacityMonth => ({
  month: name, opening: sum(opening), closing: sum(closing), closes: true,
  added: 0, expanded: 0, reduced: 0, retired: 0, moved_in: 0, moved_out: 0, corrected: 0,
  movements: Object.fromEntries(kParts.map((part) => [part, parts[part] ? 1 : 0])) as Record<Part, number>, ...parts,
});
const months = [
  month("2026-01", 100, 112.3, { added: 10.1, expanded: 2.2 }),
  month("2026-02", 112.3, 92.3, { retired: 25, corrected: 5 }),
  month("2026-03", 92.3, 92.3),
];

describe("a waterfall", () => {
  test("of one month", () => expect(waterfallOf(months, "2026-02", "2026-02")).toMatchObject({ retired: 25, corrected: 5, closes: true }));
  test("of a run: parts are added up, the ends are those of the run", () =>
    expect(waterfallOf(months, "2026-01", "2026-03")).toMatchObject({ opening: sum(100), added: 10.1, expanded: 2.2, retired: 25, corrected: 5, closing: sum(92.3), closes: true }));
  test("that does not close says so", () => expect(waterfallOf([month("2026-01", 100, 111, { added: 10 })], "2026-01", "2026-01")?.closes).toBe(false));
  test("fractions close to the last digit", () =>
    expect(waterfallOf([month("2026-01", 0.1, 0.3, { added: 0.2 })], "2026-01", "2026-01")?.closes).toBe(true));
  test("of no month is nothing", () => expect(waterfallOf(months, "2027-01", "2027-02")).toBeNull());
});

describe("what nobody gave", () => {
  const nobody: Sum = { value: null, given: 0, missing: 3 };
  const blank = { ...month("2026-01", 0, 0), opening: nobody, closing: nobody };
  test("is no level of zero", () => {
    const fall = waterfallOf([blank], "2026-01", "2026-01")!;
    expect(fall).toMatchObject({ opening: nobody, closing: nobody, closes: true });
    expect(barsOf(fall).map((one) => one.value)).toEqual([null, null]);
  });
  test("nor has it changed by anything", () => {
    const row = { group: {}, component: "port_blocks" as const, months: [blank], verdict: { reference: "2025-07", reference_level: nobody, month_on_month: { answer: "cannot_tell" as const, with_corrections: "cannot_tell" as const, broken: [] }, above_reference: { answer: "cannot_tell" as const, with_corrections: "cannot_tell" as const, broken: [] } } };
    expect(sinceReference(row).delta).toBeNull();
  });
});

test("corrections that cancel are a part all the same", () => {
  const fall = waterfallOf([{ ...month("2026-01", 100, 100), movements: { added: 0, expanded: 0, reduced: 0, retired: 0, moved_in: 0, moved_out: 0, corrected: 2 } }], "2026-01", "2026-01")!;
  expect(partsOf(fall)).toEqual(["corrected"]);
});

describe("its bars", () => {
  const bars = barsOf(waterfallOf(months, "2026-01", "2026-03")!);
  test("parts that are nothing have no bar", () => expect(bars.map((one) => one.name)).toEqual(["opening", "added", "expanded", "retired", "corrected", "closing"]));
  test("each hangs where the one before ended", () => {
    expect(bars[1]).toMatchObject({ low: 100, high: 110.1, value: 10.1 });
    expect(bars[3]).toMatchObject({ low: 87.3, high: 112.3, value: -25 });
    expect(bars[4]).toMatchObject({ low: 87.3, high: 92.3, value: 5 });
  });
  test("an axis from zero where changes are large, a cut one where they are small", () => {
    expect(axisFloor([{ name: "opening", low: 0, high: 100, value: 100, isLevel: true }, { name: "closing", low: 0, high: 40, value: 40, isLevel: true }])).toBe(0);
    const floor = axisFloor([{ name: "opening", low: 0, high: 10_000, value: 10_000, isLevel: true }, { name: "closing", low: 0, high: 9_800, value: 9_800, isLevel: true }]);
    expect(floor).toBeLessThan(9_800);
    expect(floor).toBeGreaterThan(9_000);
  });
});

test("sums of a nation are exact: large wholes and small fractions", () => {
  expect(exactSum([470_000_000_000, 0.1, 0.2, -470_000_000_000])).toBe(0.3);
  expect(exactSum([9_000_000_000_001, -1])).toBe(9_000_000_000_000);
});

describe("months", () => {
  test("after", () => expect([monthAfter("2025-12"), monthAfter("2026-01", -1), monthAfter("2026-03", 24)]).toEqual(["2026-01", "2025-12", "2028-03"]));
  test("between", () => expect(monthsBetween("2025-11", "2026-02")).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]));
  test.each([
    ["2025-01..2025-12", ["2025-01", "2025-12"]], ["2025-01", ["2025-01", "2025-01"]], ["2025-13", null], ["2025-05..2025-01", null], ["", null],
  ])("%j", (text, range) => expect(parseMonths(text)).toEqual(range));
});
