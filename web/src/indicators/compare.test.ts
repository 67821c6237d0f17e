import { expect, it } from "vitest";
import type { IndicatorValue } from "../api/indicators";
import { indexed, keyOfScope, scopesOf, seriesOf } from "./compare";

it("scopes come from the address and go back to it; each once, five at most, nonsense left out", () => {
  const text = "440000,china_mobile,310000:china_unicom,440000,x!,,100000,110000,120000";
  expect(scopesOf(text).map(keyOfScope)).toEqual(["440000", "china_mobile", "310000:china_unicom", "100000", "110000"]);
  expect(scopesOf("china_mobile")).toEqual([{ region: "100000", operator: "china_mobile" }]);
  expect(scopesOf("")).toEqual([]);
});
it("a series has nulls where there is nothing", () => {
  const value = (name: string, value: number | null, operator = "") => ({ region: "440000", operator, value, period: { name } }) as IndicatorValue;
  const values = [value("2025-01", 0.4), value("2025-03", 0.5), value("2025-02", 0.9, "x")];
  expect(seriesOf(values, { region: "440000", operator: "" }, ["2025-01", "2025-02", "2025-03"])).toEqual([0.4, null, 0.5]);
});
it("indexed to 100 at the first figure", () => {
  expect(indexed([null, 2, 3, null])).toEqual([null, 100, 150, null]);
  expect(indexed([0, 2])).toEqual([null, null]);
});
