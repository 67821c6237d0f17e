import { describe, expect, test } from "vitest";
import type { Cell, Envelope, Target } from "../api/types";
import { targetFor } from "../api/traffic";
import { shareExtent } from "./options";
import { change, nextWindow, previousRanks, secondsOf, toWindows, windowsOf, windowStart } from "./windows";

const family = (bytes: number) => ({ bytes, packets: 1, flows: 1, samples: 1 });
const cell = (start: string, access: string, bytes: number, share: number | null): Cell => ({
  start, dimensions: { access }, v4: family(bytes), v6: family(0), share: { value: share },
});
const time = Date.parse;

describe("windows", () => {
  test.each([
    ["minute", time("2026-03-01T00:00:59Z"), "minute", time("2026-03-01T00:00:00Z")],
    ["day of the reporting zone", time("2026-03-01T15:59:00Z"), "day", time("2026-02-28T16:00:00Z")],
    ["next day of the reporting zone", time("2026-03-01T16:00:00Z"), "day", time("2026-03-01T16:00:00Z")],
    ["month of the reporting zone", time("2026-03-01T00:00:00Z"), "month", time("2026-02-28T16:00:00Z")],
  ] as const)("start: %s", (_, at, step, expected) => expect(windowStart(at, step)).toBe(expected));
  test("a month is as long as it is", () => {
    expect(nextWindow(time("2026-01-31T16:00:00Z"), "month")).toBe(time("2026-02-28T16:00:00Z"));
  });
  test("the axis is unbroken", () => {
    expect(windowsOf(time("2026-03-01T00:00:30Z"), time("2026-03-01T00:03:00Z"), "minute")).toHaveLength(3);
  });
});

describe("cells on an axis", () => {
  const answer: Envelope<Cell[]> = {
    data: [cell("2026-03-01T00:00:00Z", "fixed", 600, 0.3), cell("2026-03-01T00:02:00Z", "fixed", 600, null)],
    query: { from: "2026-03-01T00:00:00Z", to: "2026-03-01T00:03:00Z", step: "minute" },
    freshness: { newest: "2026-03-01T00:02:00Z", age_seconds: 0, as_of: "2026-03-01T00:03:00Z" },
  };
  const windows = toWindows(answer, (one) => one.dimensions.access!)!;
  test("a window without a cell is a gap, not zero", () => {
    expect(windows.series.get("fixed")!.map((one) => one === null)).toEqual([false, true, false]);
  });
  test("a cell without a share stays a cell", () => {
    expect(windows.series.get("fixed")![2]!.share.value).toBeNull();
  });
  test("a window that is not over counts the seconds it has", () => {
    const hours = toWindows(
      { ...answer, query: { from: "2026-03-01T00:00:00Z", to: "2026-03-01T02:00:00Z", step: "hour" }, freshness: { newest: "2026-03-01T01:29:00Z", age_seconds: 0, as_of: "" } },
      () => "all",
    )!;
    expect(hours.seconds).toEqual([3600, 1800]);
  });
  test("without a step there is no axis", () => {
    expect(toWindows({ ...answer, query: { ...answer.query!, step: "none" } }, () => "")).toBeNull();
  });
});

test("change and earlier ranks leave gaps out", () => {
  const now = (access: string, is: number | null, was: number | null): Cell => ({
    ...cell("", access, 1, is), previous: { v4: family(1), v6: family(1), share: { value: was } },
  });
  const cells = [now("fixed", 0.3, 0.2), now("mobile", 0.6, 0.7), now("idc", 0.1, null)];
  expect(change(cells[0])).toBeCloseTo(0.1);
  expect(change(cells[2])).toBeNull();
  expect([...previousRanks(cells, (one) => one.dimensions.access!)]).toEqual([["mobile", 1], ["fixed", 2]]);
});

test("a previous span that was hardly observed is no comparison", () => {
  const now: Cell = { ...cell("", "fixed", 1000, 0.5), previous: { v4: family(20), v6: family(20), share: { value: 0.4 } } };
  expect(change(now)).toBeNull();
  expect(previousRanks([now], () => "a").size).toBe(0);
});

describe("the seconds of a live stream", () => {
  const heard = (...seconds: number[]) => seconds.map((second) => ({ at: new Date(second * 1000).toISOString() }));
  const shape = (...seconds: number[]) => secondsOf(heard(...seconds), 1).map((one) => [one.start / 1000, one.heard !== null]);
  test("nothing yet", () => expect(secondsOf([], 20)).toEqual([]));
  test("a late event is no gap", () => expect(shape(10, 12, 13)).toEqual([[10, true], [12, true], [13, true]]));
  test("two seconds of silence are", () =>
    expect(shape(10, 13)).toEqual([[10, true], [11, false], [12, false], [13, true]]));
  test("the axis is as long as it must be", () => expect(secondsOf(heard(100), 20).map((one) => one.start / 1000)).toHaveLength(20));
});

describe("the target in force", () => {
  const target = (access: string, due: string, value: number, object = `${access}_traffic`): Target => ({
    id: "", measure: "traffic.v6_share", access, object, due, value, comparison: "at_least", paper: "", paper_title: { zh: "", en: "" }, scope: "CN", source: { zh: "", en: "" },
  });
  const all = [
    target("mobile", "2024-12-31", 0.65), target("mobile", "2025-12-31", 0.7),
    target("fixed", "2025-12-31", 0.27), target("fixed", "2025-12-31", 0.2), target("fixed", "2025-07-31", 0.7, "application_fixed_pilot"),
  ];
  test("the next that is due", () => expect(targetFor(all, "mobile", time("2024-06-01"))!.value).toBe(0.65));
  test("the last, once all are due", () => expect(targetFor(all, "mobile", time("2027-01-01"))!.value).toBe(0.7));
  test("of several papers the highest, of the access itself", () => expect(targetFor(all, "fixed", time("2025-01-01"))!.value).toBe(0.27));
  test("none", () => expect(targetFor(all, "idc", time("2025-01-01"))).toBeNull());
});

describe("the ends of an axis of shares", () => {
  test.each([
    ["round and wider than the values", [0.27, 0.7], { min: 0.2, max: 0.8, interval: 0.2 }],
    ["close together", [0.301, 0.309], { min: 0.3, max: 0.31, interval: 0.002 }],
    ["never below zero or above one", [0.001, 0.999], { min: 0, max: 1, interval: 0.25 }],
    ["nothing", [], { min: 0, max: 1, interval: 0.25 }],
  ])("%s", (_, values, expected) => {
    const extent = shareExtent(values);
    expect(extent.interval).toBe(expected.interval);
    expect(extent.min).toBeLessThanOrEqual(Math.min(1, ...values));
    expect(extent.max).toBeGreaterThanOrEqual(Math.max(0, ...values));
    expect(extent.min).toBeGreaterThanOrEqual(0);
    expect(extent.max).toBeLessThanOrEqual(1);
  });
});
