import { describe, expect, test } from "vitest";
import { drawnRows, moved, scrolledTo } from "./rows";

describe("rows that are drawn", () => {
  test.each([
    ["at the top", 0, 320, 5000, { first: 0, end: 18 }],
    ["in the middle, with some to spare", 32_000, 320, 5000, { first: 992, end: 1018 }],
    ["at the end", 159_680, 320, 5000, { first: 4982, end: 5000 }],
    ["few rows", 0, 320, 3, { first: 0, end: 3 }],
    ["none", 0, 320, 0, { first: 0, end: 0 }],
    ["a list that became shorter than it was scrolled", 90_000, 320, 10, { first: 1, end: 10 }],
  ])("%s", (_, top, height, total, drawn) => expect(drawnRows(top, height, 32, total)).toEqual(drawn));
});

describe("keys in the table", () => {
  const from = { row: 5, column: 2 };
  test.each([
    ["ArrowDown", false, { row: 6, column: 2 }], ["ArrowUp", false, { row: 4, column: 2 }], ["ArrowLeft", false, { row: 5, column: 1 }],
    ["PageDown", false, { row: 9, column: 2 }], ["PageUp", false, { row: 0, column: 2 }], ["Home", false, { row: 5, column: 0 }],
    ["End", true, { row: 9, column: 3 }], ["Home", true, { row: 0, column: 0 }], ["x", false, null],
  ])("%s", (key, control, to) => expect(moved(from, key, control, 10, 4, 8)).toEqual(to));
  test("up from the first row is the head, and no further", () => {
    expect(moved({ row: 0, column: 1 }, "ArrowUp", false, 10, 4, 8)).toEqual({ row: -1, column: 1 });
    expect(moved({ row: -1, column: 1 }, "ArrowUp", false, 10, 4, 8)).toEqual({ row: -1, column: 1 });
  });
});

test("a row is brought into view, and the frame stays where it is shown already", () => {
  expect(scrolledTo(0, 640, 320, 32)).toBe(0);
  expect(scrolledTo(22, 640, 320, 32)).toBe(640);
  expect(scrolledTo(40, 640, 320, 32)).toBe(1024);
});
