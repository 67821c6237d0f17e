import { describe, expect, test } from "vitest";
import { translate, type TextKey } from "../i18n";
import "../i18n/indicators";
import { bareFigure, difference, ends, figure, kUnitWords, threshold, unitInWords } from "./indicator";

const en = (key: TextKey, values?: Record<string, string | number>) => translate("en", key, values);
const zh = (key: TextKey, values?: Record<string, string | number>) => translate("zh", key, values);

describe("a figure of an indicator", () => {
  test.each([
    ["a share", figure(0.7121, "ratio", "en", en), "71.21%"],
    ["a share below nothing", figure(-0.05, "ratio", "en", en), "-5.00%"],
    ["a count in short, with its unit", figure(865_000_000, "users", "zh", zh), "8.65亿 人"],
    ["a small count in full", figure(1164, "devices", "en", en), "1,164 devices"],
    ["a unit that is a symbol", figure(12.345, "ms", "zh", zh), "12.35 ms"],
    ["a gap is not zero", figure(null, "users", "en", en), "–"],
    ["zero is a figure", figure(0, "users", "en", en), "0 users"],
    ["without a unit", bareFigure(12345, "users", "en"), "12.35K"],
    ["an interval of shares", ends({ low: 0.7, high: 0.72 }, "ratio", "en"), "70.00–72.00%"],
    ["an interval of no width", ends({ low: 0.7, high: 0.7 }, "ratio", "en"), ""],
    ["no interval", ends(null, "ratio", "en"), ""],
    ["percentage points have no sign", difference(-0.058, "ratio", "zh", zh), "5.80 百分点"],
    ["a difference of counts", difference(-120, "devices", "en", en), "120 devices"],
    ["a threshold of a share", threshold("at_least", 0.7, "ratio", "en", en), "≥ 70%"],
    ["a threshold with places", threshold("more_than", 0.455, "ratio", "en", en), "> 45.5%"],
    ["a threshold of a count", threshold("at_most", 1000, "networks", "zh", zh), "≤ 1,000 个网络"],
  ])("%s", (_, given, expected) => expect(given).toBe(expected));
});

test.each(kUnitWords)("the unit %s has its words", (unit) => {
  expect(unitInWords(unit, en)).toBe(unit);
  expect(unitInWords(unit, zh)).toMatch(/[一-龥]/);
});
