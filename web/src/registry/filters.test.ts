import { describe, expect, test } from "vitest";
import { cleanName, freeName, parseWhere, queryOf, queryText, whereText, withField } from "./filters";

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

describe("a saved view", () => {
  test("is the page's query, encoded, whatever the order of its parameters", () => {
    const query = { where: "status=in_service|a;b=c d", q: "广州", order: "-max_sessions" };
    const text = queryText({ removed: "", ...query });
    expect(text).toBe("order=-max_sessions&q=%E5%B9%BF%E5%B7%9E&where=status%3Din_service%7Ca%3Bb%3Dc+d");
    expect(text).toMatch(/^[!-~]*$/);
    expect(queryOf(text)).toEqual(query);
    expect(queryText({})).toBe("");
    expect(queryOf("")).toEqual({});
  });
  test("has a name as the server keeps it", () => expect(cleanName("  a \t b ")).toBe("a b"));
  test("finds a name that nobody has", () => {
    expect(freeName("a", ["b"])).toBe("a");
    expect(freeName("a", ["a", "a (2)"])).toBe("a (3)");
  });
});
