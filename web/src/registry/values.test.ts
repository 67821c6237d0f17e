import { describe, expect, test } from "vitest";
import type { Field, Kind } from "../api/registry";
import { changedFields, choicesOf, codeTitle, grouped, shownField, usualColumns, valueOf } from "./values";

const both = (text: string) => ({ zh: text, en: text });
const field = (name: string, type: Field["type"], more: Partial<Field> = {}): Field => ({ name, type, title: both(name), ...more });
const kind: Kind = {
  id: "thing", title: both("thing"), key: ["name"],
  codes: { region: [{ code: "440000", prefix: "44", title: { zh: "广东", en: "Guangdong" } }, { code: "440100", prefix: "4401", title: { zh: "广州", en: "Guangzhou" } }], unit: [] },
  fields: [
    field("name", "text", { required: true, group: "identity" }), field("region", "code", { codes: "region", required: true, group: "identity" }),
    field("size", "integer", { group: "capacity" }), field("on", "boolean", { group: "capacity" }), field("tags", "texts", { group: "identity" }),
    field("secret", "text", { sensitive: true, group: "record" }),
  ],
};
const of = (name: string) => kind.fields.find((one) => one.name === name)!;

describe("a value as it is read", () => {
  test.each([
    ["nothing", "size", null, "–"], ["zero is a figure", "size", 0, "0"], ["a number is grouped", "size", 64_000_000, "64,000,000"],
    ["yes", "on", true, "yes"], ["no is not nothing", "on", false, "no"], ["a list", "tags", ["a", "b"], "a, b"], ["an empty list", "tags", [], "–"],
    ["a code by its title", "region", "440000", "Guangdong"], ["a city behind its province", "region", "440100", "Guangdong Guangzhou"], ["a county behind both", "region", "440106", "Guangdong Guangzhou 440106"],
  ] as const)("%s", (_, name, value, text) => expect(shownField(kind, of(name), value as never, "en")).toBe(text));
  test("a code of no list is shown as it is", () => expect(codeTitle(kind, "none", "x", "zh")).toBe("x"));
});

describe("what is typed", () => {
  test.each([
    ["blank takes a value away", "size", "  ", null], ["separators are left out", "size", "64,000,000", 64_000_000], ["zero", "size", "0", 0],
    ["what is no number is left to the server", "size", "6400万", "6400万"], ["nor is a number too long rounded here", "size", "9007199254740993", "9007199254740993"],
    ["lines of a list", "tags", "a\n\n b ", ["a", "b"]], ["no", "on", "false", false], ["text", "name", " A ", "A"],
  ] as const)("%s", (_, name, typed, value) => expect(valueOf(of(name), typed)).toEqual(value));
  test("only what differs is sent", () =>
    expect(changedFields(kind.fields, { name: "A", size: 5, tags: ["a"] }, { name: "A", size: "6", tags: "a\n", on: "" })).toEqual({ size: 6 }));
  test("what was taken away is sent as nothing", () => expect(changedFields(kind.fields, { size: 5 }, { size: "" })).toEqual({ size: null }));
});

test("what ended by a day is not chosen anew", () => {
  const dated: Kind = { ...kind, codes: { region: [{ code: "371200", title: both("莱芜"), valid_to: "2019-02-01" }, ...kind.codes.region!] } };
  const codes = (day: string, chosen: string[] = []) => choicesOf(dated, of("region"), day, chosen).map((one) => one.code);
  expect(codes("2019-01-31")).toEqual(["371200", "440000", "440100"]);
  expect(codes("2019-02-01")).toEqual(["440000", "440100"]);
  expect(codes("2026-07-01", ["371200"])).toEqual(["371200", "440000", "440100"]);
  expect(choicesOf(dated, of("size"), "2026-07-01", [])).toEqual([]);
});

test("fields stand in groups, in the order of the kind", () =>
  expect(grouped(kind.fields).map((one) => [one.group, one.fields.map((each) => each.name)])).toEqual([
    ["identity", ["name", "region", "tags"]], ["capacity", ["size", "on"]], ["record", ["secret"]],
  ]));
test("a table begins with the key and what is required, without what is sensitive", () => expect(usualColumns(kind)).toEqual(["name", "region", "size", "on", "tags"]));
