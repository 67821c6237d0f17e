import { describe, expect, test } from "vitest";
import type { RegistryObject } from "../api/registry";
import { shownBranches, treeOf } from "./tree";

const one = (id: number, name: string, parent = ""): RegistryObject => ({ id, kind: "k", key: name, version: 1, removed: false, fields: parent ? { name, parent } : { name } });
const objects = [one(1, "group"), one(2, "branch", "group"), one(3, "city", "branch"), one(4, "lost", "nobody"), one(5, "x", "y"), one(6, "y", "x")];
const trees = treeOf(objects, "name");
const names = (list: ReturnType<typeof shownBranches>) => list.map((each) => each.object.fields.name);

describe("a tree", () => {
  test("roots are those without a parent that is there; rings are broken, nobody is lost", () => expect(trees.map((each) => each.object.id)).toEqual([1, 4, 5]));
  test("each is there once", () => expect(names(shownBranches(trees, () => true, null)).sort()).toEqual(["branch", "city", "group", "lost", "x", "y"]));
  test("closed branches hide what is below", () => expect(names(shownBranches(trees, () => false, null))).toEqual(["group", "lost", "x"]));
  test("what fits is shown with what it lies in", () => expect(names(shownBranches(trees, () => false, (each) => each.key === "city"))).toEqual(["group", "branch", "city"]));
});
