// Objects whose field `parent` names another of their kind, as a tree.
import type { RegistryObject } from "../api/registry";

export interface Branch {
  object: RegistryObject;
  depth: number;
  children: Branch[];
}

const textOf = (object: RegistryObject, field: string): string => String(object.fields[field] ?? "");

/**
 * Roots are those without a parent or whose parent is not there; a ring is broken where it is
 * entered first, so that no object is lost and none is shown twice.
 */
export function treeOf(objects: RegistryObject[], idField: string): Branch[] {
  const byName = new Map(objects.map((one) => [textOf(one, idField), one]));
  const below = new Map<string, RegistryObject[]>();
  const roots: RegistryObject[] = [];
  for (const one of objects) {
    const parent = textOf(one, "parent");
    if (parent === "" || parent === textOf(one, idField) || !byName.has(parent)) roots.push(one);
    else below.set(parent, [...(below.get(parent) ?? []), one]);
  }
  const seen = new Set<number>();
  const grow = (object: RegistryObject, depth: number): Branch => {
    seen.add(object.id);
    const children = (below.get(textOf(object, idField)) ?? []).filter((one) => !seen.has(one.id)).map((one) => grow(one, depth + 1));
    return { object, depth, children };
  };
  const trees = roots.map((one) => grow(one, 0));
  for (const one of objects) if (!seen.has(one.id)) trees.push(grow(one, 0));
  return trees;
}

/** The branches that are open or whose name fits, in reading order. */
export function shownBranches(trees: Branch[], isOpen: (id: number) => boolean, fits: ((object: RegistryObject) => boolean) | null): Branch[] {
  const shown: Branch[] = [];
  const visit = (branch: Branch): boolean => {
    const at = shown.length;
    shown.push(branch);
    const under = fits ? branch.children.map(visit).some(Boolean) : isOpen(branch.object.id) && (branch.children.map(visit), true);
    const keeps = !fits || fits(branch.object) || under;
    if (!keeps) shown.splice(at);
    return keeps;
  };
  trees.forEach(visit);
  return shown;
}
