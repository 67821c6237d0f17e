import { expect, test } from "vitest";
import titles from "virtual:counters";
import { counterTitles } from "../catalogue";

test("the counters' titles come from the catalogue, in both languages", () => {
  expect(Object.keys(titles).length).toBeGreaterThan(10);
  for (const [name, title] of Object.entries(titles)) {
    expect(title.zh, name).toMatch(/[一-龥]/);
    expect(title.en, name).toMatch(/\w/);
  }
});

test("an entry without a language is refused", () => {
  expect(() => counterTitles('[[metric]]\nname = "a"\nen = "b"\n')).toThrow("lacks");
});
