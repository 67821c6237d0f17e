import { describe, expect, test } from "vitest";
import { bitRate, bytes, count, interval, kNone, percent, points, shortCount } from "./number";

describe("a figure as a person reads it", () => {
  test.each([
    ["two decimals", percent(0.31234), "31.23%"],
    ["zero is a figure", percent(0), "0.00%"],
    ["whole", percent(1), "100.00%"],
    ["a gap is not zero", percent(null), kNone],
    ["absent is a gap", percent(undefined), kNone],
    ["not a number is a gap", percent(NaN), kNone],
    ["rise", points(0.0042), "+0.42"],
    ["fall", points(-0.0042), "−0.42"],
    ["no change has no sign", points(-0.000001), "0.00"],
    ["no change known", points(null), kNone],
    ["bytes below a thousand", bytes(999), "999 B"],
    ["SI, not binary", bytes(1_000_000), "1.00 MB"],
    ["three digits", bytes(123_456_789), "123 MB"],
    ["rounds into the next prefix", bytes(999_600), "1.00 MB"],
    ["petabytes", bytes(1.79e15), "1.79 PB"],
    ["no bytes known", bytes(null), kNone],
    ["rates", bitRate(2.4e12), "2.40 Tbit/s"],
    ["rates below a thousand", bitRate(12), "12 bit/s"],
    ["grouped", count(1284000, "en"), "1,284,000"],
    ["short in Chinese", shortCount(432_000, "zh"), "43.2万"],
    ["short in English", shortCount(432_000, "en"), "432K"],
  ])("%s", (_, given, expected) => expect(given.toLowerCase()).toBe(expected.toLowerCase()));
});

describe("the interval of a share", () => {
  test.each([
    ["both ends", { value: 0.31, low: 0.3101, high: 0.3145 }, "31.01–31.45%"],
    ["no width, nothing sampled", { value: 0.31, low: 0.31, high: 0.31 }, ""],
    ["narrower than what is printed", { value: 0.31, low: 0.31, high: 0.310001 }, "±<0.01"],
    ["a gap has none", { value: null, gap: "too_few_samples" as const }, ""],
    ["none said", { value: 0.31 }, ""],
  ])("%s", (_, share, expected) => expect(interval(share)).toBe(expected));
});
