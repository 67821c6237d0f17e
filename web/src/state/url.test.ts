import { describe, expect, test } from "vitest";
import { absolute, relative } from "./range";
import { carried, kSchema, parseView, patched, plain, rangeQuery } from "./url";

describe("the view of an address", () => {
  test("an empty address is the default view", () => {
    const view = parseView({}, "zh", "light");
    expect(view).toMatchObject({ filter: "", compare: false, language: "zh", theme: "light", asOf: "" });
    expect(view.range).toEqual(relative("24h"));
  });
  test("whole address", () => {
    const view = parseView(
      { from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z", filter: "access = idc", compare: "previous", lang: "en", theme: "screen", as_of: "2026-03-03T00:00:00Z" },
      "zh", "light",
    );
    expect(view).toMatchObject({ filter: "access = idc", compare: true, language: "en", theme: "screen", asOf: "2026-03-03T00:00:00Z" });
    expect(view.range).toEqual(absolute(Date.parse("2026-03-01T00:00:00Z"), Date.parse("2026-03-02T00:00:00Z")));
  });
  test.each([
    ["unknown preset", { range: "soon" }],
    ["half a range", { from: "2026-03-01T00:00:00Z" }],
    ["backwards", { from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z" }],
    ["unknown language and theme", { lang: "xx", theme: "pink" }],
  ])("what cannot be read is as if absent: %s", (_, query) =>
    expect(parseView(query as Record<string, string>, "zh", "dark")).toEqual(parseView({}, "zh", "dark")));
  test("a range survives being written and read", () => {
    for (const range of [relative("7d")!, absolute(1772323200_000, 1772409600_000)!]) {
      expect(parseView(patched({}, rangeQuery(range)), "zh", "light").range).toEqual(range);
    }
  });
});

test("a patch replaces, an empty text takes away, the schema is said", () => {
  expect(patched({ filter: "a", range: "1h" }, { filter: "", range: "6h" })).toEqual({ range: "6h", v: kSchema });
});

test("a link to another page keeps the view and drops the page's own choices", () => {
  expect(carried({ range: "1h", lang: "en", region: "440000", tables: "shares" })).toEqual({ range: "1h", lang: "en" });
});

test("repeated and empty parameters fall away", () => {
  expect(plain({ a: ["1", "2"], b: "", c: null, d: "x" })).toEqual({ a: "1", d: "x" });
});
