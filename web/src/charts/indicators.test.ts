import { expect, test } from "vitest";
import type { Target } from "../api/indicators";
import { valueLines } from "./indicators";
import type { ChartTokens } from "./tokens";

const tokens = { text: "#000", muted: "#111", line: "#222", grid: "#333", surface: "#fff", v4: "#e08", target: "#738", font: "x", size: 12 } as ChartTokens;
const line = { color: "#26d", dash: "solid" as const };

interface Series {
  id?: string;
  stack?: string;
  data: unknown[];
  lineStyle?: { type?: string };
  markLine?: { data: { coord: [string, number] }[][] };
}
const option = (more: object = {}) => valueLines({
  tokens, periods: ["2025-11", "2025-12"], format: String, isShare: true, rowsOf: () => [],
  lines: [
    { ...line, key: "submitted:1", name: "submitted", values: [0.5, 0.6], intervals: [null, null] },
    { ...line, key: "measured:1", name: "measured", values: [null, 0.55], intervals: [{ low: 0, high: 1 }, { low: 0.5, high: 0.6 }] },
  ],
  published: [{ key: "published a", name: "published", values: [0.7, null] }],
  targets: [{ from: "2025-11", to: "2025-11", level: 0.4, due: "2025-11-30", targets: [] as Target[], name: "first" }, { from: "2025-11", to: "2025-12", level: 0.8, due: "2026-12-31", targets: [] as Target[], name: "later" }],
  ...more,
}) as unknown as { series: Series[]; yAxis: { min: number; max: number } };

test("each method is a line, an interval a band of the method that has one, and where it has no value there is none", () => {
  const { series } = option();
  expect(series.filter((one) => one.id && !one.id.startsWith("published")).map((one) => [one.id, one.data])).toEqual([["submitted:1", [0.5, 0.6]], ["measured:1", [null, 0.55]]]);
  const bands = series.filter((one) => one.stack);
  expect(bands.map((one) => [one.stack, one.data.map((each) => (each === null ? null : Number((each as number).toFixed(6))))])).toEqual([["interval measured:1", [null, 0.5]], ["interval measured:1", [null, 0.1]]]);
});

test("what others published is a dotted line of its own", () => {
  const published = option().series.find((one) => one.id === "published a")!;
  expect(published.data).toEqual([0.7, null]);
  expect(published.lineStyle!.type).toBe("dotted");
});

test("a target ends where it is due, and the axis holds it", () => {
  const { series, yAxis } = option();
  expect(series.find((one) => one.markLine)!.markLine!.data.map((ends) => ends.map((one) => one.coord))).toEqual([[["2025-11", 0.4], ["2025-11", 0.4]], [["2025-11", 0.8], ["2025-12", 0.8]]]);
  expect(yAxis.min).toBeLessThanOrEqual(0.4);
  expect(yAxis.max).toBeGreaterThanOrEqual(0.8);
  expect(option({ targets: [] }).series.some((one) => one.markLine)).toBe(false);
});
