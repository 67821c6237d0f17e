import { describe, expect, test } from "vitest";
import { cleanName, freeName, isFolderName, movableName, parseWhere, queryOf, queryText, whereText, withField } from "./filters";

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
  test("has a name as the server keeps it", () => {
    expect(cleanName("  a \t b ")).toBe("a b");
    expect(cleanName("Cafe\u0301\ud800")).toBe("Caf\u00e9");
    expect(cleanName("a\u202eb"), "the server says what is wrong with it").toBe("a\u202eb");
    expect([".", "..", "...", "a"].filter(isFolderName)).toEqual([".", ".."]);
  });
  test.each([
    ["two blanks", " a  b ", "a b"], ["an emoji with a joiner", "\u{1f468}\u200d\u{1f467}", "\u{1f468}\u{1f467}"], ["not in normal form C", "e\u0301", "\u00e9"],
    ["a mark of direction", "a\u202eb", "ab"], ["a control", "a\u0001b", "a b"], ["nothing seen", "\u00ad\u2800", "nameless"], ["a folder", "..", "nameless"],
    ["81 characters", "\u{1f467}".repeat(81), "\u{1f467}".repeat(80)],
  ])("of old has a name that can be moved: %s", (_, old, name) => expect(movableName(old, "nameless")).toBe(name));
  test("finds a name that nobody has", () => {
    expect(freeName("a", ["b"])).toBe("a");
    expect(freeName("a", ["a", "a (2)"])).toBe("a (3)");
    expect(freeName("a".repeat(80), ["a".repeat(80)])).toBe("a".repeat(76) + " (2)");
  });
});
