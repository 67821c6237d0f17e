import { expect, test } from "vitest";
import type { Kind } from "../api/registry";
import { keyInWords } from "./keys";

const both = (text: string) => ({ zh: text, en: text });
const kind: Kind = {
  id: "d", title: both("d"), key: ["operator", "region", "name"],
  fields: [
    { name: "operator", type: "code", title: both("o"), codes: "operator" }, { name: "region", type: "code", title: both("r"), codes: "region" }, { name: "name", type: "text", title: both("n") },
  ],
  codes: { operator: [{ code: "china_mobile", title: { zh: "中国移动", en: "China Mobile" } }], region: [{ code: "440000", prefix: "44", title: { zh: "广东", en: "Guangdong" } }] },
};

test.each([
  ["china_mobile / 440100 / GZ-1", "China Mobile / Guangdong 440100 / GZ-1"], ["china_mobile / 440000 / 440000", "China Mobile / Guangdong / 440000"],
  ["other / 999999 / x / y", "other / 999999 / x / y"], ["", ""],
])("%j", (key, words) => expect(keyInWords(key, kind, "en")).toBe(words));
test("without its kind a key stays as it is", () => expect(keyInWords("a / b", null, "zh")).toBe("a / b"));
