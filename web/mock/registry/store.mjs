// The mock's registry: objects and their log of changes, in memory.
import { kindOf, keyOf } from "./kinds.mjs";

export const objects = new Map();
export const commits = [];
export const receipts = [];
export const attachments = [];
let nextObject = 1;

export class Refusal extends Error {
  constructor(status, title, extra = {}) {
    super(extra.detail ?? title);
    Object.assign(this, { status, title, extra });
  }
}

/** Applies `changes` (object, field, before, after) as one commit. */
export function commit(meta, changes) {
  const one = { commit: commits.length + 1, request_id: `req-${commits.length + 1}`, nature: "change", reason: "", ...meta, effective: meta.effective ?? meta.at };
  const touched = new Set();
  for (const { object, field, after } of changes) {
    const before = field === "removed" ? object.removed : (object.fields[field] ?? null);
    if (field === "removed") object.removed = after;
    else if (after === null || after === "") delete object.fields[field];
    else object.fields[field] = after;
    if (!touched.has(object)) object.version++;
    touched.add(object);
    object.log.push({ ...one, version: object.version, field, before, after: after === "" ? null : after });
  }
  for (const object of touched) object.key = keyOf(kindOf(object.kind), object.fields);
  commits.push(one);
  return one;
}

export function create(kind, fields, meta) {
  const object = { id: nextObject++, kind, key: "", version: 0, removed: false, fields: {}, log: [] };
  objects.set(object.id, object);
  commit(meta, Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== "").map(([field, after]) => ({ object, field, after })));
  return object;
}

export const ofKind = (kind) => [...objects.values()].filter((object) => object.kind === kind);
export const shown = ({ id, kind, key, version, removed, fields }) => ({ id, kind, key, version, removed, fields });

/** The object as the log has it at `at` (milliseconds, of recording). */
export function asOf(object, at) {
  const fields = {};
  let version = 0;
  let removed = false;
  for (const change of object.log) {
    if (Date.parse(change.at) > at) break;
    version = change.version;
    if (change.field === "removed") removed = change.after;
    else if (change.after === null) delete fields[change.field];
    else fields[change.field] = change.after;
  }
  return version === 0 ? null : { ...shown(object), fields, version, removed, key: keyOf(kindOf(object.kind), fields) };
}

/** Fields that held at the end of `month`, by effective date, as far as `known` commits say; null: not there. */
export function stateAt(object, month, known = Infinity) {
  const end = month + "-31T23:59:59Z";
  const log = object.log.filter((change) => change.effective <= end && change.commit <= known);
  if (log.length === 0) return null;
  const sorted = log.sort((a, b) => (a.effective < b.effective ? -1 : a.effective > b.effective ? 1 : a.commit - b.commit));
  const fields = {};
  let removed = false;
  for (const change of sorted) {
    if (change.field === "removed") removed = change.after;
    else fields[change.field] = change.after;
  }
  return removed ? null : { fields, log: sorted };
}
