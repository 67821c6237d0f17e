import { describe, expect, test } from "vitest";
import { shownValue, sorted, toCsv, type Table } from "./table";

const table: Table = {
  columns: [
    { key: "name", title: "Name", kind: "text" },
    { key: "share", title: "Share", kind: "share" },
    { key: "bytes", title: "Volume", kind: "bytes" },
    { key: "at", title: "Time", kind: "time" },
  ],
  rows: [
    { name: "广东", share: { value: 0.3123, low: 0.31, high: 0.3145, samples: 120000, gap: null }, bytes: 12, at: 0 },
    { name: 'a "b", c', share: { value: null, gap: "too_few_samples" }, bytes: null, at: null },
    { name: "=1+1", share: null, bytes: 0, at: null },
  ],
};

describe("CSV", () => {
  const lines = toCsv(table, "en").split("\r\n");
  test("starts with a byte order mark and the titles", () =>
    expect(lines[0]).toBe("\ufeffName,Share,Share low,Share high,Share samples,Share gap,Volume (B),Time (UTC)"));
  test("in the reader's language", () =>
    expect(toCsv(table, "zh").split("\r\n")[0]).toContain("Share 下限,Share 上限,Share 样本包,Share 缺口,"));
  test("figures in full, instants in UTC", () =>
    expect(lines[1]).toBe("广东,0.3123,0.31,0.3145,120000,,12,1970-01-01T00:00:00.000Z"));
  test("quotes as RFC 4180, gaps by name and never zero", () =>
    expect(lines[2]).toBe('"a ""b"", c",,,,,too_few_samples,,'));
  test("a formula is defused, zero is zero", () => expect(lines[3]).toBe("'=1+1,,,,,,0,"));
  test("ends with a line end", () => expect(lines[4]).toBe(""));
});

describe("sorting", () => {
  const order = (descending: boolean) => sorted(table.rows, "bytes", descending, "zh").map((row) => row.bytes);
  test("gaps are last in both directions", () => {
    expect(order(true)).toEqual([12, 0, null]);
    expect(order(false)).toEqual([0, 12, null]);
  });
});

test("a share is shown with its interval", () => {
  expect(shownValue(table.rows[0]!.share, "share", "en")).toBe("31.23% (31.00–31.45%)");
  expect(shownValue(null, "share", "en")).toBe("–");
});
