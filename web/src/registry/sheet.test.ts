import { describe, expect, test } from "vitest";
import type { Fault } from "../api/registry";
import { byRule, columnChoices, columnIndex, columnLetters, faultPlaces, gravest, gridOf, looksLikeSheet, partDone, rowsToDraw, sentMends, withCell, withMend, type Mends } from "./sheet";

const words = { zh: "w", en: "w" };
const fault = (row: number, column: string, rule = "too_large", severity: Fault["severity"] = "hard", explained = false): Fault =>
  ({ row, column, rule, severity, explained, what: words, remedy: words });

test.each([["A", 0], ["Z", 25], ["AA", 26], ["BC", 54]])("column %s", (letters, index) => {
  expect(columnIndex(letters)).toBe(index);
  expect(columnLetters(index)).toBe(letters);
});
test("what is no column has no index", () => expect([columnIndex(""), columnIndex(undefined), columnIndex("7")]).toEqual([-1, -1, -1]));

describe("the grid", () => {
  const grid = gridOf([{ number: 2, cells: ["a", "b"] }, { number: 4, cells: ["c"] }]);
  test("rows that are missing are blank, so that numbers stay", () => expect(grid).toEqual([[], ["a", "b"], [], ["c"]]));
  test("a mended cell makes the row as long as it must be, and leaves the grid before alone", () => {
    expect(withCell(grid, 3, 2, "x")[3]).toEqual(["c", "", "x"]);
    expect(grid[3]).toEqual(["c"]);
  });
  test("only rows with a fault, without the head", () => {
    expect(rowsToDraw(grid, 1, (row) => row === 3, true)).toEqual([3]);
    expect(rowsToDraw(grid, 1, () => false, false)).toEqual([2, 3]);
  });
});

describe("mended cells", () => {
  const original = [["a", "2026.1"], []];
  const none: Mends = new Map();
  const one = withMend(none, original, { row: 0, column: 1, text: "2026-01" });
  test("go beside the file, by the places a spreadsheet shows", () => expect(JSON.parse(sentMends(one))).toEqual([{ row: 1, column: "B", text: "2026-01" }]));
  test("the later text of a cell counts", () => expect(JSON.parse(sentMends(withMend(one, original, { row: 0, column: 1, text: "x" })))).toEqual([{ row: 1, column: "B", text: "x" }]));
  test("taken back, the cell is the file's again", () => expect(withMend(one, original, { row: 0, column: 1, text: "2026.1" }).size).toBe(0));
  test("a cell that was not there", () => expect(sentMends(withMend(none, original, { row: 3, column: 27, text: "y" }))).toBe('[{"row":4,"column":"AB","text":"y"}]'));
});

test.each([
  ["nobody knows before the file is read", 0, 0, 0, false, null], ["a check", 200, 50, 0, false, 0.25], ["an import checks, then writes", 200, 200, 100, true, 0.75],
  ["rows of instruction are rows too", 200, 201, 0, false, 1],
] as const)("%s", (_, rows, checked, written, writes, part) => expect(partDone({ rows, checked, written }, writes)).toBe(part));

describe("faults over the grid", () => {
  const places = faultPlaces([fault(5, "D"), fault(5, "D", "required"), fault(6, ""), fault(0, "")]);
  test("by cell", () => expect(places.at(4, 3).map((one) => one.rule)).toEqual(["too_large", "required"]));
  test("by row, those without a column too", () => expect([places.ofRow(4).length, places.ofRow(5).length, places.at(5, -1).length]).toEqual([2, 1, 1]));
  test("of no row", () => expect(places.nowhere.length).toBe(1));
  test.each([
    ["none", [], null], ["a hard one is the gravest", [fault(1, "A", "x", "soft"), fault(1, "A")], "hard"],
    ["an open soft one", [fault(1, "A", "x", "note"), fault(1, "A", "y", "soft")], "soft"],
    ["an explained one is settled", [fault(1, "A", "x", "soft", true)], "settled"],
  ] as const)("%s", (_, faults, worst) => expect(gravest(faults as unknown as Fault[])).toBe(worst));
  test("by rule: what blocks first, then the most frequent", () =>
    expect(byRule([fault(1, "A", "jump", "soft"), fault(2, "A", "unit"), fault(3, "A", "places"), fault(4, "A", "places")]).map((one) => one.rule)).toEqual(["places", "unit", "jump"]));
});

test("choices about columns that the sheet has not are not sent", () =>
  expect(columnChoices([{ column: "A", title: "a", use: "unknown", field: null }], { a: "name", b: "" })).toEqual({ a: "name" }));
test.each([["a\tb\nc\td", true], ["a,b\n1,2", true], ["a\tb", false], ["prose\nand more", false]])("pasted %j", (text, is) => expect(looksLikeSheet(text)).toBe(is));
