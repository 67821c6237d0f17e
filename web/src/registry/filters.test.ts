import { describe, expect, test } from "vitest";
import { parseWhere, whereText, withField, withSaved } from "./filters";

describe("a filter in the address bar", () => {
  test.each([
    ["one", "status=in_service", { status: ["in_service"] }],
    ["several values and fields", "status=in_service|expanding;operator=china_mobile", { status: ["in_service", "expanding"], operator: ["china_mobile"] }],
    ["nothing", "", {}], ["what cannot be read is left out", "status;=x;a=", {}], ["a value with a sign in it", "note=a=b", { note: ["a=b"] }],
  ])("%s", (_, text, where) => expect(parseWhere(text)).toEqual(where));
  test("and back", () => expect(whereText({ a: ["1", "2"], b: [], c: ["3"] })).toBe("a=1|2;c=3"));
  test("a field is put in, replaced and taken out", () => {
    expect(withField("a=1", "b", ["2"])).toBe("a=1;b=2");
    expect(withField("a=1;b=2", "a", ["3", "4"])).toBe("b=2;a=3|4");
    expect(withField("a=1;b=2", "a", [])).toBe("b=2");
  });
});

test("a filter of the same name replaces the one before", () => {
  const list = withSaved([{ name: "b", query: { q: "1" } }], { name: "a", query: {} });
  expect(withSaved(list, { name: "b", query: { q: "2" } })).toEqual([{ name: "a", query: {} }, { name: "b", query: { q: "2" } }]);
});
