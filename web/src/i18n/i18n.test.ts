import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { translate, type TextKey } from ".";
import { en as enMain } from "./en";
import { indicatorsEn } from "./indicators.en";
import { indicatorsZh } from "./indicators.zh";
import { ledgerEn } from "./ledger.en";
import { ledgerZh } from "./ledger.zh";
import { registryEn } from "./registry.en";
import { registryZh } from "./registry.zh";
import { reportsEn } from "./reports.en";
import { reportsZh } from "./reports.zh";
import { roundsEn } from "./rounds.en";
import { roundsZh } from "./rounds.zh";
import { zh as zhMain } from "./zh";

const zh = { ...zhMain, ...registryZh, ...ledgerZh, ...indicatorsZh, ...reportsZh, ...roundsZh };
const en = { ...enMain, ...registryEn, ...ledgerEn, ...indicatorsEn, ...reportsEn, ...roundsEn };

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("no key stands in two dictionaries", () =>
  expect(Object.keys(zh).length).toBe([zhMain, registryZh, ledgerZh, indicatorsZh, reportsZh, roundsZh].reduce((sum, one) => sum + Object.keys(one).length, 0)));

describe("the two languages", () => {
  test("have the same keys", () => expect(Object.keys(en)).toEqual(Object.keys(zh)));
  test("lack no text", () => {
    const blank = Object.keys(zh).filter((key) => !zh[key as TextKey].trim() || !en[key as TextKey].trim());
    expect(blank).toEqual([]);
  });
  test("fill the same places", () => {
    const differ = Object.keys(zh).filter((key) => String(holes(zh[key as TextKey])) !== String(holes(en[key as TextKey])));
    expect(differ).toEqual([]);
  });
});

test("every text is used somewhere", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const source = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(vue|ts)$/.test(name) && !/i18n.([a-z]+\.)?(zh|en)\.ts$/.test(name))
    .map((name) => readFileSync(join(root, name), "utf8"))
    .join("\n");
  const prefixes = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!);
  const unused = Object.keys(zh).filter(
    (key) => !source.includes(`"${key}"`) && !source.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

test("places are filled, unknown ones stay", () => {
  expect(translate("en", "overview.more", { n: 3 })).toBe("3 more");
  expect(translate("en", "overview.more")).toBe("{n} more");
});
