import { describe, expect, test } from "vitest";
import { wrapped } from "./download";

const widthOf = (text: string) => text.length;

describe("the caption of a picture", () => {
  test.each([
    ["fits", "one two", 10, ["one two"]],
    ["breaks between words", "one two three", 8, ["one two", "three"]],
    ["Chinese breaks anywhere", "流量占比与目标", 4, ["流量占比", "与目标"]],
    ["a word too long is cut", "abcdefgh ij", 4, ["abcd", "efgh", "ij"]],
    ["nothing", "", 4, []],
  ])("%s", (_, text, most, lines) => expect(wrapped(text, most, widthOf)).toEqual(lines));
});
