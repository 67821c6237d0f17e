import { describe, expect, test } from "vitest";
import { ends, instant, parseInstant, parseRange, relative, steadyStep } from "./range";

const kNow = Date.parse("2026-03-08T04:30:00Z"); // Half past noon in the reporting zone.
const spanOf = (text: string) => {
  const range = parseRange(text, kNow);
  if (!range) return null;
  const { from, to } = ends(range, kNow);
  return `${instant(from)} ${instant(to)}`;
};

describe("a typed range", () => {
  test.each([
    ["short", "6h", "2026-03-07T22:30:00Z 2026-03-08T04:30:00Z"],
    ["English", "last 3 hours", "2026-03-08T01:30:00Z 2026-03-08T04:30:00Z"],
    ["English weeks", "past 2 weeks", "2026-02-22T04:30:00Z 2026-03-08T04:30:00Z"],
    ["Chinese", "过去3天", "2026-03-05T04:30:00Z 2026-03-08T04:30:00Z"],
    ["Chinese with measure word", "最近 2 个小时", "2026-03-08T02:30:00Z 2026-03-08T04:30:00Z"],
    ["today starts at midnight of the zone", "今天", "2026-03-07T16:00:00Z 2026-03-08T04:30:00Z"],
    ["yesterday", "yesterday", "2026-03-06T16:00:00Z 2026-03-07T16:00:00Z"],
    ["two dates", "2026-03-01 to 2026-03-02", "2026-02-28T16:00:00Z 2026-03-01T16:00:00Z"],
    ["two instants", "2026-03-01 08:00 至 2026-03-01 09:30", "2026-03-01T00:00:00Z 2026-03-01T01:30:00Z"],
    ["with a zone", "2026-03-01T00:00:00Z .. 2026-03-01T01:00:00Z", "2026-03-01T00:00:00Z 2026-03-01T01:00:00Z"],
    ["backwards", "2026-03-02 to 2026-03-01", null],
    ["nonsense", "next tuesday", null],
    ["no such day", "2026-02-30 to 2026-03-01", null],
    ["nothing", "", null],
    ["zero", "0h", null],
    ["far too long", "99999d", null],
  ])("%s", (_, typed, expected) => expect(spanOf(typed)).toBe(expected));
});

test("a relative range ends now, cut to ten seconds", () => {
  const { from, to } = ends(relative("1h")!, kNow + 7_300);
  expect(instant(to)).toBe("2026-03-08T04:30:00Z");
  expect(to - from).toBe(3600_000);
});

test("an instant without a zone is one of the reporting zone", () => {
  expect(parseInstant("2026-03-01 00:00")).toBe(Date.parse("2026-02-28T16:00:00Z"));
  expect(parseInstant("2026-03-01 24:00")).toBeNull();
});

test.each([
  ["an hour", 3600_000, "minute"],
  ["six hours", 6 * 3600_000, "five_minutes"],
  ["a day", 86400_000, "hour"],
  ["a month", 30 * 86400_000, "day"],
  ["a year", 365 * 86400_000, "month"],
])("lines of shares over %s have few enough windows", (_, span, step) => expect(steadyStep(span)).toBe(step));
