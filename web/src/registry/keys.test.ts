import { expect, test } from "vitest";
import { keyInWords } from "./keys";

const labels = { operator: { china_mobile: { zh: "中国移动", en: "China Mobile" } }, region: { "440000": { zh: "广东", en: "Guangdong" } } };

test.each([
  ["china_mobile / 440100 / GZ-1", "China Mobile / Guangdong 440100 / GZ-1"], ["china_mobile / 440000 / GZ-1", "China Mobile / Guangdong / GZ-1"],
  ["other / 999999 / x", "other / 999999 / x"], ["", ""],
])("%j", (key, words) => expect(keyInWords(key, labels, "en")).toBe(words));
test("without labels a key stays as it is", () => expect(keyInWords("a / b", undefined, "zh")).toBe("a / b"));
