import { expect, test } from "vitest";
import { movedObjects } from "./write";

test("objects that moved on are named by a list, or in the words of the refusal", () => {
  const list = [{ id: 3, key: "a", version: 2 }];
  expect(movedObjects({ title: "x", status: 412, objects: list })).toBe(list);
  expect(movedObjects({ title: "x", status: 412, detail: "moved_on: object 17 (china_mobile / 440100 / GZ-1) is at version 4; object 18 (b) is at version 9; read again" })).toEqual([
    { id: 17, key: "china_mobile / 440100 / GZ-1", version: 4 }, { id: 18, key: "b", version: 9 },
  ]);
  expect(movedObjects({ title: "x", status: 412 })).toEqual([]);
});
