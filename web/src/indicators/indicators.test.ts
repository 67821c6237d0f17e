import { describe, expect, test } from "vitest";
import type { Definition, IndicatorValue, Method, Paper, Quantity, Target } from "../api/indicators";
import type { Kind, RegistryObject } from "../api/registry";
import { translate, type TextKey } from "../i18n";
import "../i18n/indicators";
import { grouped, isShown, papersOf, tally } from "./board";
import { boardTable } from "./boardTable";
import { citation } from "./cite";
import { byPlace, kindsOf, placeKey } from "./forms";
import { formulaParts } from "./formula";
import { groupsOf, matches } from "./list";
import { monthsUpTo, newestPeriod, periodOf, valueAt } from "./periods";
import { gapKey, scopeName, validity } from "./words";

const t = (key: TextKey, values?: Record<string, string | number>) => translate("en", key, values);
const both = (text: string) => ({ zh: text, en: text });
const nothing = { value: null, numerator: 0, denominator: 0, interval: null, samples: 0, coverage: { present: 0, expected: 93 }, possible: null, months: null, gap: "no_observations" as const };
const target = (more: Partial<Target>): Target => ({
  ...nothing, target: "a", paper: "P1", indicator: "share", code: "T1", title: both("Share"), unit: "ratio", scope: "100000", due: "2025-12-31", comparison: "at_least", threshold: 0.7,
  place: both("there"), region: "100000", operator: "", method: { source: "submitted", version: "1" }, period: { name: "2025-06", first: "2025-06", last: "2025-06" }, distance: null, verdict: "no_data", why: null, pace_needed: null, at_due: null, forecast: null, contributors: [], ...more,
});
const paper = (id: string, date: string): Paper => ({ id, date, title: both(`Paper ${id}`), issuer: both(""), read: both("") });
const papers = [paper("P1", "2021"), paper("P2", "2025"), paper("P3", "2024")];

describe("the board", () => {
  const targets = [
    target({ target: "old", due: "2021-12-31" }), target({ target: "second", code: "T10" }), target({ target: "first", code: "T2" }),
    target({ target: "first", code: "T2", method: { source: "measured", version: "1-measured" } }), target({ target: "newer paper", paper: "P2", verdict: "met" }),
  ];
  test("groups by year and paper, newest first; in a group by code as people count", () => {
    expect(grouped(targets, papers).map((one) => [one.year, one.paper, one.targets.map((each) => `${each.target} ${each.method.source}`)])).toEqual([
      ["2025", "P2", ["newer paper submitted"]], ["2025", "P1", ["first submitted", "first measured", "second submitted"]], ["2021", "P1", ["old submitted"]],
    ]);
  });
  test.each([
    [{ source: "measured", paper: "", verdict: "" }, 1], [{ source: "", paper: "P2", verdict: "" }, 1], [{ source: "", paper: "", verdict: "no_data" }, 4], [{ source: "measured", paper: "P2", verdict: "" }, 0], [{ source: "", paper: "", verdict: "" }, 5],
  ] as const)("a filter %j leaves %i", (filter, many) => expect(targets.filter((one) => isShown(one, filter)).length).toBe(many));
  test("counts verdicts, worst first, and none that nobody has", () => expect(tally(targets)).toEqual([{ verdict: "met", many: 1 }, { verdict: "no_data", many: 4 }]));
  test("offers only papers that some target is of", () => expect(papersOf(targets, papers).map((one) => one.id)).toEqual(["P1", "P2"]));
  test("as a file has every figure in full, and a gap as words, never zero", () => {
    const full = target({
      value: 0.6419910824591089, gap: null, coverage: { present: 89, expected: 93 }, distance: 0.058, verdict: "cannot_tell", contributors: [{ region: "410000", value: 0.27, lack: 0.01 }],
      interval: { low: 0.64, high: 0.65 }, forecast: { slope: 0.01, month: "2025-10", earliest: "2025-09", latest: null, months: 9 },
    });
    const labels = { region: { "410000": both("Henan") }, operator: {} };
    const { columns, rows } = boardTable(grouped([full, target({ target: "b", code: "T3" })], papers), papers, labels, "en", t);
    expect(columns.map((one) => one.key)).toEqual(Object.keys(rows[0]!));
    expect(rows[0]).toMatchObject({ year: "2025", paper: "Paper P1", scope: "Whole country", threshold: "≥ 0.7", value: "0.6419910824591089", low: "0.64", present: "89", expected: "93", gap: null, verdict: "cannot tell", forecast: "2025-10", earliest: "2025-09", latest: null, contributors: "Henan 0.27" });
    expect(rows[1]).toMatchObject({ value: null, gap: "No observations", distance: null, contributors: null });
  });
});

describe("periods", () => {
  test.each([["month", "month"], ["day", "month"], ["half_year", "half_year"], ["year", "year"]] as const)("of a %s cadence are a %s", (cadence, period) => expect(periodOf(cadence)).toBe(period));
  test("24 months up to the last", () => expect(monthsUpTo("2026-11", "month")).toBe("2024-12..2026-11"));
  test.each([
    ["2026-11", "month", ["2026-11", "2026-11"]], ["2026-11", "half_year", ["2026-01", "2026-06"]], ["2026-12", "half_year", ["2026-07", "2026-12"]],
    ["2026-11", "day", ["2026-11", "2026-11"]], ["2026-06", "half_year", ["2026-01", "2026-06"]], ["2026-11", "year", ["2025-01", "2025-12"]], ["2026-12", "year", ["2026-01", "2026-12"]],
  ] as const)("the newest by %s of a %s", (last, period, months) => expect(newestPeriod(last, period)).toEqual(months));
});

describe("the value a page is about", () => {
  const of = (first: string, value: number | null) => ({ period: { first }, value });
  test("is that of the period, even if it has none", () => expect(valueAt([of("2026-05", 1), of("2026-06", null)], "2026-06", "month")).toEqual(of("2026-06", null)));
  test("of days is the newest of the month that has one", () => {
    const days = [of("2026-05-31", 1), of("2026-06-01", 2), of("2026-06-02", null)];
    expect(valueAt(days, "2026-06", "day")).toEqual(of("2026-06-01", 2));
    expect(valueAt(days.slice(2), "2026-06", "day")).toEqual(of("2026-06-02", null));
    expect(valueAt(days, "2026-07", "day")).toBeNull();
  });
});

describe("a formula", () => {
  const quantity = (id: string): Quantity => ({ id, title: both(id.toUpperCase()), unit: "Gbit/s", over_time: "mean", source: "submitted" });
  test("has its quantities named, and is its text put together", () => {
    const text = "lte - $lte * (core + 0.9) / core{part=lte}";
    const parts = formulaParts(text, [quantity("lte"), quantity("core")]);
    expect(parts.map((one) => one.text).join("")).toBe(text);
    expect(parts.filter((one) => one.quantity).map((one) => one.text), "neither a parameter nor a selector is a quantity").toEqual(["lte", "core", "core"]);
  });
});

describe("the list", () => {
  const definition = (code: string, group: string, more: Partial<Definition> = {}) => ({ code, id: code.toLowerCase(), group, title: { zh: "流量占比", en: "Traffic share" }, object: both(""), state: "sourced", ...more }) as Definition;
  test("is under its groups, by code as people count", () => {
    expect(groupsOf([definition("T10", "traffic"), definition("U1", "users"), definition("T2", "traffic")]).map((one) => [one.group, one.indicators.map((each) => each.code)])).toEqual([["traffic", ["T2", "T10"]], ["users", ["U1"]]]);
  });
  test.each([["share traffic", true], ["占比", true], ["T10", true], ["share users", false], ["", true]])("searching for %j finds it: %s", (search, found) =>
    expect(matches(definition("T10", "traffic"), { search, group: "", state: "" })).toBe(found));
  test("of another group or state is left out", () => {
    expect(matches(definition("T1", "traffic"), { search: "", group: "users", state: "" })).toBe(false);
    expect(matches(definition("T1", "traffic"), { search: "", group: "", state: "inferred" })).toBe(false);
  });
});

describe("forms behind leaves", () => {
  const kind = { id: "traffic", region_field: "region" } as Kind;
  const object = (id: number, fields: RegistryObject["fields"]) => ({ id, fields }) as RegistryObject;
  test("are found by region and operator, month by month", () => {
    const places = byPlace(kind, [object(1, { region: "440000", operator: "a", month: "2026-01" }), object(2, { region: "440000", operator: "a", month: "2026-02" }), object(3, { region: "440000" })]);
    expect(places.get(placeKey("440000", "a"))!.map((one) => [one.id, one.month])).toEqual([[1, "2026-01"], [2, "2026-02"]]);
    expect(places.get(placeKey("440000", ""))!.map((one) => one.id)).toEqual([3]);
  });
  test("are of each kind once, and not of what is measured", () => expect(kindsOf([{ kind: "a" }, { kind: "b" }, {}, { kind: "a" }] as Quantity[])).toEqual(["a", "b"]));
});

test("a citation says indicator, scope, period, value, coverage, method, state, paper and commit", () => {
  const definition = { code: "T1", title: both("Share"), unit: "ratio", state: "partly" } as Definition;
  const value = { ...nothing, value: 0.7121, gap: null, interval: { low: 0.71, high: 0.72 }, coverage: { present: 88, expected: 93 }, method: { source: "measured", version: "2" }, period: { name: "2026-11", first: "2026-11", last: "2026-11" } } as unknown as IndicatorValue;
  const cite = (more: Partial<IndicatorValue>) => citation({ definition, value: { ...value, ...more }, where: "Gansu", commit: "796", paper: papers[0]!, language: "en", t });
  expect(cite({})).toBe("Share (T1), Gansu, 2026-11: 71.21% (95 % interval 71.00–72.00%). 88 of 93 leaves; measured, method 2; definition partly official (Paper P1); as of commit 796.");
  expect(cite({ value: null, interval: null, gap: "data_error" })).toContain("2026-11: the data contradict themselves.");
});

describe("words", () => {
  test.each([["too_few_samples", "gap.too_few_samples"], ["data_error", "indicators.gap.data_error"], [null, "gap.no_observations"]] as const)("of the gap %s", (gap, key) => expect(gapKey(gap)).toBe(key));
  test.each([["100000", "Whole country"], ["pilot", "Pilot regions"], ["310000", "Shanghai"], ["999999", "999999"]])("of the scope %s", (scope, words) =>
    expect(scopeName(scope, { region: { "310000": both("Shanghai") }, operator: {} }, "en", t)).toBe(words));
  test("of when a method holds", () => {
    expect(validity({ valid_from: null, valid_to: null } as Method)).toBe("");
    expect(validity({ valid_from: "2021-01", valid_to: null } as Method)).toBe("2021-01 –");
  });
});
