import { describe, expect, test } from "vitest";
import { counters, vendors, words } from "virtual:catalogue";
import { counterTitles, firstExporter, valueWords } from "../catalogue";

test("the counters' titles come from the catalogue, in both languages", () => {
  expect(Object.keys(counters).length).toBeGreaterThan(10);
  for (const [name, title] of Object.entries(counters)) {
    expect(title.zh, name).toMatch(/[一-龥]/);
    expect(title.en, name).toMatch(/\w/);
  }
});
test("an entry without a language is refused", () => {
  expect(() => counterTitles('[[metric]]\nname = "a"\nen = "b"\n')).toThrow("lacks");
});
test("the words of each axis that has a fixed set of values", () => {
  expect(words.access!.fixed).toEqual({ zh: "固定", en: "Fixed" });
  for (const axis of ["access", "application_method", "cdn_method", "traffic_class", "coverage"]) {
    expect(Object.keys(words[axis] ?? {}).length, axis).toBeGreaterThan(2);
  }
  expect(valueWords('[a]\ntitle = { zh = "甲", en = "A" }\n')).toEqual({});
});
describe("what to paste into the first device", () => {
  test.each(["Huawei", "H3C", "ZTE", "Cisco IOS XE", "Cisco IOS XR", "Juniper", "softflowd"])("%s", (name) => {
    const lines = vendors.find((one) => one.vendor === name)!.lines;
    expect(lines.join("\n")).toContain("192.0.2.10");
  });
  test("quotes and backslashes inside", () => {
    expect(firstExporter('[[vendor]]\nname = "X"\nlines = [\n  "a \\"b\\", c",\n  " d",\n]\n')).toEqual([{ vendor: "X", lines: ['a "b", c', " d"] }]);
  });
});
