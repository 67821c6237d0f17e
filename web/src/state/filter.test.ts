import { describe, expect, test } from "vitest";
import { atCaret, completed, faultAt, written } from "./filter";

/** The caret is where the bar stands. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return atCaret(marked.replace("|", ""), caret);
}

describe("what may come next", () => {
  test.each([
    ["nothing yet", "|", "dimension", "", ""],
    ["a dimension begun", "acc|", "dimension", "acc", ""],
    ["after a dimension", "access |", "operator", "", "access"],
    ["after a sign", "access = |", "value", "", "access"],
    ["a value begun", "access = mo|", "value", "mo", "access"],
    ["caret inside a value", "access = mo|bile", "value", "mo", "access"],
    ["in a list", "access in (|", "value", "", "access"],
    ["second of a list", "access in (fixed, |", "value", "", "access"],
    ["after a value of a list", "access in (fixed |", "joiner", "", "access"],
    ["not in", "access not in (idc, le|", "value", "le", "access"],
    ["after a condition", "access = idc |", "joiner", "", "access"],
    ["next condition", "access = idc and re|", "dimension", "re", ""],
    ["quoted", 'application = "we ch|', "value", "we ch", "application"],
  ])("%s", (_, marked, expects, typed, dimension) =>
    expect(at(marked)).toMatchObject({ expects, typed, dimension }));
  test("nothing where the text before makes no sense", () => expect(at("nonsense = |")).toBeNull());
});

describe("taking a word", () => {
  test.each([
    ["a dimension", "acc|", "access", "access "],
    ["a value", "access = |", "mobile", "access = mobile "],
    ["in place of what is typed", "access = mo|xx and region = 440000", "mobile", "access = mobile and region = 440000"],
    ["in a list, ready for a comma", "access in (fi|", "fixed", "access in (fixed"],
    ["an operator", "access |", "in (", "access in ( "],
  ])("%s", (_, marked, word, expected) =>
    expect(completed(marked.replace("|", ""), at(marked)!, word).text).toBe(expected));
});

describe("whether a filter is whole", () => {
  test.each([
    ["empty", "", null],
    ["one condition", "region = 440000", null],
    ["two", "region = 440000 and access in (fixed, idc)", null],
    ["not in", "access not in (unknown)", null],
    ["not equal", "application != unknown", null],
    ["no value", "region = ", 9],
    ["unknown dimension", "regoin = 440000", 0],
    ["open list", "access in (fixed", 16],
    ["two joined by or", "region = 440000 or access = idc", 16],
    ["ends in and", "region = 440000 and", 19],
  ])("%s", (_, text, expected) => expect(faultAt(text)).toBe(expected));
});

test("a value is quoted only where it must be", () => {
  expect(written("2001:db8::1")).toBe("2001:db8::1");
  expect(written("we chat")).toBe('"we chat"');
  expect(written('a"b')).toBe('"a\\"b"');
});
