// The registry's and the ledger's calls of the mock, as docs/reference/registry-api.md has them.
import { createHash } from "node:crypto";
import { csvOf, faultOf, importSheet, objectFaults, objectsCsv, parse, readCell, remembered } from "./desk.mjs";
import { kindAnswer, kindOf, kinds, labelsOf } from "./kinds.mjs";
import * as ledger from "./ledger.mjs";
import { seed } from "./nation.mjs";
import { asOf, attachments, commit, commits, create, objects, ofKind, receipts, Refusal, shown } from "./store.mjs";

seed();
const now = () => new Date().toISOString();
const kTypes = { pdf: "application/pdf", png: "image/png", csv: "text/csv", txt: "text/plain", jpg: "image/jpeg" };
let signedIn = null;

const kLocal = { account: "local", title: "本机", local: true, all: true, regions: [], owners: [], may_write: true, sees_sensitive: true };
const kGuangdong = { account: "gd-mobile", title: "中国移动广东公司", local: false, all: false, regions: ["440000"], owners: ["china_mobile"], may_write: true, sees_sensitive: false };

function wanted(kind, search) {
  let found = ofKind(kind.id);
  const at = search.get("as_of");
  found = at ? found.map((one) => asOf(one, Date.parse(at))).filter(Boolean) : found;
  if (search.get("removed") !== "true") found = found.filter((one) => !one.removed);
  for (const part of (search.get("where") ?? "").split(";").filter(Boolean)) {
    const [field, values] = part.split("=");
    if (!kind.fields.some((one) => one.name === field)) throw new Refusal(400, "Bad Request", { detail: `where: no field ${field}`, errors: [{ parameter: "where", detail: `no field \`${field}\`` }] });
    found = found.filter((one) => values.split("|").some((value) => [].concat(one.fields[field] ?? []).map(String).includes(value)));
  }
  const q = search.get("q")?.toLowerCase();
  if (q) found = found.filter((one) => one.key.toLowerCase().includes(q));
  const region = search.get("region")?.replace(/(00)+$/, "");
  if (region && kind.region_field) found = found.filter((one) => String(one.fields[kind.region_field] ?? "").startsWith(region));
  const order = search.get("order");
  if (order) {
    const name = order.replace(/^-/, "");
    const value = (one) => (name === "key" ? one.key : one.fields[name]);
    found = [...found].sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
      const less = left < right ? -1 : left > right ? 1 : 0;
      return order.startsWith("-") ? -less : less;
    });
  }
  return found;
}

function page(kind, search) {
  const found = wanted(kind, search);
  const from = Number(search.get("cursor") ?? 0);
  const limit = Number(search.get("limit") ?? 1000);
  const names = search.get("fields")?.split(",");
  if (["csv", "xlsx"].includes(search.get("format"))) {
    return { type: "text/csv; charset=utf-8", name: `${kind.id}.csv`, bytes: objectsCsv(kind, found, search.get("language") ?? "zh", names) };
  }
  const data = found.slice(from, from + limit).map((one) => ({ ...shown(one), fields: names ? Object.fromEntries(names.filter((name) => name in one.fields).map((name) => [name, one.fields[name]])) : one.fields }));
  return { json: { data, total: found.length, next_cursor: from + limit < found.length ? String(from + limit) : null, as_of: now(), commit: commits.length } };
}

const refused = (faults) => new Refusal(422, "Unprocessable Content", { detail: "values break rules", faults });

/** The values of a body against their fields; what cannot be read is a fault. */
function checked(kind, set, past, explanation) {
  const faults = [];
  const values = {};
  for (const [name, value] of Object.entries(set)) {
    const field = kind.fields.find((one) => one.name === name);
    if (!field) throw new Refusal(400, "Bad Request", { detail: `no field ${name}` });
    if (value === null || value === "") { values[name] = null; continue; }
    const read = typeof value === "string" ? readCell(field, value) : typeof value === "number" && value < (field.least ?? -Infinity) ? { rule: "too_small" } : { value };
    if (read.rule) faults.push(faultOf(read.rule, field, String(value), { with: read.with }));
    else values[name] = read.value;
  }
  const whole = { ...past, ...values };
  const open = objectFaults(kind, whole, past).filter((fault) => fault.severity === "hard" || (!explanation && (fault.field in set)));
  if (faults.length + open.length > 0) throw refused([...faults, ...open]);
  return values;
}
const meta = (body) => ({ at: now(), who: signedIn?.account ?? "local", reason: body.reason ?? "", nature: body.nature ?? "change", ...(body.effective ? { effective: body.effective.length === 10 ? body.effective + "T00:00:00Z" : body.effective } : {}) });
const moved = (one) => ({ id: one.id, key: one.key, version: one.version });

function patch(kind, object, body, match) {
  if (!match) throw new Refusal(428, "Precondition Required", { detail: "If-Match is wanted" });
  if (match !== `"${object.version}"`) throw new Refusal(412, "Precondition Failed", { detail: `moved_on: it is at version ${object.version}; read again, then decide` });
  const values = checked(kind, body.set ?? {}, object.fields, body.explanation);
  const changes = Object.entries(values).map(([field, after]) => ({ object, field, after }));
  if (body.removed !== undefined) changes.push({ object, field: "removed", after: body.removed });
  if (changes.length) commit(meta(body), changes);
  return { json: shown(object), etag: object.version };
}
function bulk(kind, body) {
  const found = body.objects.map(({ id, version }) => ({ object: objects.get(id), version }));
  const behind = found.filter((one) => one.object.version !== one.version);
  if (behind.length) throw new Refusal(412, "Precondition Failed", { detail: `moved_on: ${behind.map(({ object }) => `object ${object.id} (${object.key}) is at version ${object.version}`).join("; ")}; read again, then decide` });
  const changes = found.flatMap(({ object }) => Object.entries(checked(kind, body.set, object.fields, body.explanation)).map(([field, after]) => ({ object, field, after })));
  const made = commit(meta(body), changes);
  return { json: { commit: made.commit, objects: found.map(({ object }) => moved(object)) } };
}

function objectCall(kind, rest, method, search, request) {
  if (rest.length === 0) {
    if (method === "GET") return page(kind, search);
    const body = JSON.parse(request.body);
    const object = create(kind.id, checked(kind, body.fields, {}, body.explanation), meta(body));
    return { status: 201, json: shown(object), etag: object.version };
  }
  if (rest[0] === "bulk") return bulk(kind, JSON.parse(request.body));
  const object = objects.get(Number(rest[0]));
  if (!object || object.kind !== kind.id) return null;
  if (rest[1] === "history") return { json: { data: [...object.log].reverse().filter((one) => !search.get("field") || one.field === search.get("field")), next_cursor: null } };
  if (rest[1] === "attachments" && method === "GET") return { json: { data: attachments.filter((one) => one.object === object.id && !one.removed).map(({ bytesOf: _, object: __, ...one }) => one) } };
  if (rest[1] === "attachments") {
    const name = search.get("name") ?? "file";
    const type = kTypes[name.split(".").pop()];
    if (!type) throw new Refusal(415, "Unsupported Media Type", { detail: "PDF, PNG, JPEG, XLSX, DOCX, CSV or text are taken" });
    const one = { id: attachments.length + 1, object: object.id, name, media_type: type, bytes: request.bytes.length, sha256: createHash("sha256").update(request.bytes).digest("hex"), at: now(), who: "local", note: search.get("note") ?? "", bytesOf: request.bytes };
    attachments.push(one);
    const { bytesOf: _, object: __, ...told } = one;
    return { status: 201, json: told };
  }
  if (method === "PATCH") return patch(kind, object, JSON.parse(request.body), request.match);
  const at = search.get("as_of");
  const seen = at ? asOf(object, Date.parse(at)) : shown(object);
  return seen ? { json: seen, etag: seen.version } : null;
}

/** The parts of a form, as texts. */
function formOf(type, body) {
  const parts = body.split(`--${type.match(/boundary=(.+)$/)[1]}`).slice(1, -1);
  return Object.fromEntries(parts.map((part) => [part.match(/name="(\w+)"/)[1], part.slice(part.indexOf("\r\n\r\n") + 4, -2)]));
}

function registry(parts, method, search, request) {
  const [what, ...rest] = parts;
  if (what === "kinds") {
    if (rest.length === 0) return { json: { data: kinds.map((kind) => ({ id: kind.id, title: kind.title, description: kind.description, source: kind.source, key: kind.key, region_field: kind.region_field ?? null, owner_field: kind.owner_field ?? null, count: ofKind(kind.id).filter((one) => !one.removed).length })) } };
    const kind = kindOf(rest[0]);
    if (!kind) return null;
    if (rest[1] !== "template") return { json: kindAnswer(kind) };
    const language = search.get("language") ?? "zh";
    return { type: "text/csv; charset=utf-8", name: `${kind.id}-template.csv`, bytes: csvOf([kind.fields.map((field) => field.title[language]), kind.fields.map((field) => field.example ?? "")]) };
  }
  if (what === "objects") return kindOf(rest[0]) ? objectCall(kindOf(rest[0]), rest.slice(1), method, search, request) : null;
  if (what === "imports" && method === "GET") return null; // Nothing takes long here.
  if (what === "imports") {
    const form = request.type?.startsWith("multipart/") ? formOf(request.type, request.body) : null;
    const text = form ? form.file : request.body;
    if (text.startsWith("PK")) throw new Refusal(415, "Unsupported Media Type", { detail: "the mock reads no workbooks" });
    const isJson = request.type?.includes("json");
    const rows = isJson ? JSON.parse(text).rows : parse(text.replace(/^\ufeff/, ""));
    const mends = form ? JSON.parse(form.mends) : [];
    for (const { row, column, text: typed } of mends) (rows[row - 1] ??= [])[[...column].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1] = typed;
    const answer = importSheet(rows, search, form ? Buffer.from(text) : request.bytes, mends.length);
    if (search.get("answer") === "errors") {
      const told = (number) => answer.faults.filter((one) => one.row === number).map((one) => one.what.zh).join("；");
      return { type: "text/csv; charset=utf-8", name: "errors.csv", bytes: csvOf(rows.map((row, index) => [...row, index + 1 === answer.header_row ? "错误" : told(index + 1)])) };
    }
    return { json: answer, status: answer.receipt ? 201 : search.get("dry_run") === "false" ? 422 : 200 };
  }
  if (what === "receipts") {
    if (rest[0]) {
      const one = receipts.find((receipt) => receipt.id === rest[0]);
      return one ? { json: one } : null;
    }
    return { json: { data: [...receipts].reverse().slice(0, Number(search.get("limit") ?? 100)) } };
  }
  if (what === "columns") {
    const key = `${rest[0]} ${search.get("sender") ?? "local"}`;
    if (method === "PUT") remembered.set(key, JSON.parse(request.body));
    return { json: remembered.get(key) ?? {} };
  }
  if (what === "attachments") {
    const one = attachments.find((each) => each.id === Number(rest[0]));
    if (!one || one.removed) return null;
    if (method === "DELETE") { one.removed = search.get("reason"); return { status: 204, json: null }; }
    return { type: one.media_type, name: one.name, bytes: one.bytesOf };
  }
  return null;
}

const views = new Map();
/** Saved views; here nobody shares with anybody else. */
function viewCall([page, name], method, search, request) {
  const account = signedIn?.account ?? "local";
  const key = JSON.stringify([account, page, name]);
  const wanted = search.get("page");
  if (method === "GET") return { json: { data: [...views.values()].filter((one) => one.account === account && (!wanted || one.page === wanted)) } };
  if (method === "DELETE") return views.delete(key) ? { status: 204, json: null } : null;
  const before = views.get(key);
  if (before && request.onlyNew) throw new Refusal(412, "Precondition Failed", { detail: `this account has a view named '${name}'` });
  const one = { account, own: true, page, name, ...JSON.parse(request.body), may_delete: true, created: before?.created ?? now(), changed: now() };
  views.set(key, one);
  return { status: before ? 200 : 201, json: one };
}

function session(method, request) {
  if (method === "GET") return { json: signedIn ?? kLocal };
  if (method === "DELETE") { signedIn = null; return { status: 204, json: null }; }
  if (JSON.parse(request.body).token !== "gd-token") throw new Refusal(401, "Unauthorized", { detail: "the token is wrong or over" });
  signedIn = kGuangdong;
  return { json: signedIn };
}

/** The answer to a call, or nothing where there is none. Throws a `Refusal`. */
export function registryCall(path, method, search, request) {
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  if (parts[0] === "session") return session(method, request);
  if (parts[0] === "views") return viewCall(parts.slice(1), method, search, request);
  if (parts[0] === "registry") return registry(parts.slice(1), method, search, request);
  if (parts[0] === "polling") {
    const one = ledger.polled(Number(parts[2]));
    return one ? { json: { data: one } } : null;
  }
  if (parts[0] !== "ledger") return undefined;
  if (parts[1] === "devices") { const one = ledger.device(Number(parts[2])); return one ? { json: one } : null; }
  if (parts[1] === "freezes" && parts[3]) { const one = ledger.frozen(parts[2], Number(parts[3])); return one ? { json: one } : null; }
  if (parts[1] === "freezes") return method === "POST" ? { status: 201, json: ledger.freeze(JSON.parse(request.body), now()) } : { json: ledger.envelope([...ledger.freezes].reverse()) };
  const calls = { capacity: ledger.capacity, movements: ledger.movements, plan: ledger.plan, utilisation: ledger.utilisation, quality: ledger.quality, stock: ledger.stock };
  return calls[parts[1]] ? { json: calls[parts[1]](search) } : null;
}
export { labelsOf };
