// The mock's ledger: sums by month and place, good enough to draw and to click through.
import { chance } from "../model.mjs";
import { labelsOf } from "./kinds.mjs";
import { asOf, commits, objects, ofKind, shown, stateAt } from "./store.mjs";
import { kMonths } from "./nation.mjs";

export const kComponents = ["max_sessions", "design_throughput", "public_addresses", "port_blocks", "subscribers_max"];
const kLoads = { max_sessions: "peak_sessions", design_throughput: "peak_traffic", public_addresses: "used_addresses", port_blocks: "used_port_blocks", subscribers_max: "active_subscribers" };
const kNote = { zh: "推断，非官方口径", en: "inferred, not official" };
export const freezes = [];

const provinceOf = (region) => region.slice(0, 2) + "0000";
const before = (month) => kMonths[kMonths.indexOf(month) - 1] ?? "2024-12";
const states = new Map();
let statesKnow = -1;
function stateOf(object, month) {
  if (statesKnow !== commits.length) states.clear();
  statesKnow = commits.length;
  const key = `${object.id} ${month}`;
  if (!states.has(key)) states.set(key, stateAt(object, month));
  return states.get(key);
}
const counts = (fields) => ["in_service", "expanding", "retiring"].includes(fields.status) && ["nat44", "nat444"].includes(fields.ledger_class);

function monthsOf(search) {
  const [from, to] = (search.get("months") ?? search.get("month") ?? "2026-10").split("..");
  return kMonths.filter((month) => month >= from && month <= (to ?? from));
}
function groupOf(fields, by) {
  const group = {};
  if (by.includes("region") || by.includes("province")) group.region = provinceOf(fields.region);
  if (by.includes("prefecture")) group.region = fields.region;
  if (by.includes("operator")) group.operator = fields.operator;
  if (by.includes("class")) group.class = fields.ledger_class;
  return group;
}
const bysOf = (search) => (search.get("by") ?? "").split(",").filter(Boolean);
function devicesOf(search) {
  const within = (search.get("within") ?? search.get("region") ?? "").split(",").filter(Boolean);
  const operator = search.get("operator");
  return ofKind("nat44_device").filter((one) => (within.length === 0 || within.some((code) => one.fields.region.startsWith(code.replace(/(00)+$/, ""))))
    && (!operator || operator.split(",").includes(one.fields.operator)));
}
export function envelope(data, more = {}) {
  const frozen = Object.fromEntries(freezes.map((one) => [one.month, one.version]));
  return { data, labels: { region: labelsOf("region"), operator: labelsOf("operator"), class: labelsOf("ledger_class") }, known_commit: commits.length, frozen, note: kNote, ...more };
}

/** What a device did to a component in a month: [part, before, after, the change behind it]. */
function movement(object, month, component) {
  const past = stateOf(object, before(month));
  const now = stateOf(object, month);
  const was = past && counts(past.fields) ? past.fields : null;
  const is = now && counts(now.fields) ? now.fields : null;
  if (!was && !is) return null;
  const [a, b] = [was?.[component] ?? null, is?.[component] ?? null];
  if ((a ?? 0) === (b ?? 0)) return null;
  const cause = now?.log.findLast((one) => one.field === component || one.field === "status") ?? now?.log.at(-1);
  const part = !was ? "added" : !is ? "retired" : cause.nature === "correction" || a === null || b === null ? "corrected" : b > a ? "expanded" : "reduced";
  return { part, before: a, after: b, delta: (b ?? 0) - (a ?? 0), cause };
}
function levelOf(devices, month, component) {
  const sum = { value: 0, given: 0, missing: 0 };
  for (const device of devices) {
    const state = stateOf(device, month);
    if (!state || !counts(state.fields)) continue;
    const figure = state.fields[component];
    if (figure === undefined || figure === null) sum.missing++;
    else { sum.given++; sum.value += figure; }
  }
  return sum;
}
function verdictOf(months, devices, component, reference) {
  const level = levelOf(devices, reference, component);
  const after = months.filter((one) => one.month > reference);
  const answer = (broken) => (level.given + level.missing === 0 || after.length === 0 ? "no_data" : broken.length ? "not_met" : after.some((one) => one.closing.missing) ? "cannot_tell" : "met");
  const growth = (one) => one.added + one.expanded - one.reduced - one.retired;
  let comparable = level.value;
  const above = after.filter((one) => (comparable += growth(one)) > level.value);
  const culprits = (broken) => broken.flatMap((one) => devices.flatMap((device) => {
    const made = movement(device, one.month, component);
    return made && made.delta > 0 && made.part !== "corrected" ? [{ device: { id: device.id, key: device.key }, month: one.month, part: made.part }] : [];
  }));
  const reading = (broken, all) => ({ breakers_all: culprits(broken).length, breakers: culprits(broken).slice(0, 20), answer: answer(broken), with_corrections: answer(all), broken: broken.map((one) => one.month) });
  return {
    reference, reference_level: level,
    month_on_month: reading(after.filter((one) => growth(one) > 0), after.filter((one) => growth(one) + one.corrected > 0)),
    above_reference: reading(above, after.filter((one) => one.closing.value > level.value)),
  };
}
function grouped(devices, by) {
  const groups = new Map();
  for (const device of devices) {
    const group = groupOf(device.fields, by);
    const key = JSON.stringify(group);
    if (!groups.has(key)) groups.set(key, { group, devices: [] });
    groups.get(key).devices.push(device);
  }
  return [...groups.values()];
}

export function capacity(search) {
  const months = monthsOf(search);
  const wanted = search.get("component") ? [search.get("component")] : kComponents;
  const reference = search.get("reference") ?? "2025-07";
  const data = grouped(devicesOf(search), bysOf(search)).flatMap(({ group, devices }) => wanted.map((component) => {
    const rows = months.map((month) => {
      const row = { month, opening: levelOf(devices, before(month), component), added: 0, expanded: 0, reduced: 0, retired: 0, moved_in: 0, moved_out: 0, corrected: 0, closing: levelOf(devices, month, component), closes: true };
      for (const device of devices) {
        const one = movement(device, month, component);
        if (one) row[one.part] += one.part === "corrected" ? one.delta : Math.abs(one.delta);
      }
      return row;
    });
    return { group, component, months: rows, verdict: verdictOf(rows, devices, component, reference) };
  }));
  return envelope(data);
}
export function movements(search) {
  const component = search.get("component") ?? "max_sessions";
  const month = search.get("month");
  const data = devicesOf(search).flatMap((device) => {
    const one = movement(device, month, component);
    if (!one || (search.get("part") && one.part !== search.get("part"))) return [];
    const { cause } = one;
    return [{ device: { id: device.id, key: device.key }, part: one.part, before: one.before, after: one.after, delta: one.delta, commit: cause.commit, effective: cause.effective, who: cause.who, reason: cause.reason, nature: cause.nature }];
  });
  return envelope(data);
}

function outcomeOf(device, month) {
  const { plan_action: action, plan_month: due, status, retired_on: retired } = device.fields;
  if (!action || !due) return null;
  const done = status === "retired" ? retired.slice(0, 7) : null;
  const gone = (from, to) => (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5));
  if (done && action !== "freeze") return { outcome: done <= due ? "kept" : "late", done, slip: gone(due, done) };
  if (action === "freeze") return { outcome: chance(device.key) < 0.1 ? "broken" : due > month ? "pending" : "kept", done: null, slip: null };
  return due > month ? { outcome: "pending", done: null, slip: null } : { outcome: "overdue", done: null, slip: gone(due, month) + 1 };
}
export function plan(search) {
  const month = search.get("month") ?? "2026-10";
  const baseline = search.get("baseline") ?? "2024-12";
  const all = devicesOf(search);
  const by = bysOf(search);
  const months = kMonths.filter((one) => one >= baseline && one <= month);
  const wanted = search.get("component") ? [search.get("component")] : kComponents;
  const levels = grouped(all, by).flatMap(({ group, devices }) => wanted.map((component) => {
    const start = levelOf(devices, baseline, component).value;
    return { group, component, months: months.map((one, index) => ({ month: one, planned: Math.round(start * (1 - 0.006 * index)), actual: levelOf(devices, one, component), unknown: index > 18 ? 2 : 0 })) };
  }));
  const planned = all.filter((one) => one.fields.plan_action);
  const coverage = grouped(all, by).map(({ group, devices }) => {
    const now = { planned: devices.filter((one) => one.fields.plan_action).length, devices: devices.length };
    return { group, baseline: now, month: now };
  });
  const devices = planned.map((one) => ({ device: { id: one.id, key: one.key }, action: one.fields.plan_action, month: one.fields.plan_month, ...outcomeOf(one, month) }));
  const errors = all.filter((one) => one.fields.status === "retired" && chance(one.key + "ghost") < 0.4)
    .map((one) => ({ device: { id: one.id, key: one.key }, retired_on: one.fields.retired_on, load_month: "2026-10", loads: { peak_sessions: 120000 } }));
  return envelope({ levels, coverage, devices, errors });
}
const rate = (numerator, denominator, given, missing) => ({ numerator, denominator, value: denominator > 0 ? numerator / denominator : null, given, missing });
function rateOf(devices, part, whole) {
  const both = devices.filter((one) => one.fields[part] != null && one.fields[whole] != null);
  const sum = (name) => both.reduce((total, one) => total + one.fields[name], 0);
  return rate(sum(part), sum(whole), both.length, devices.length - both.length);
}
export function utilisation(search) {
  const counted = devicesOf(search).filter((one) => counts(one.fields));
  return envelope(grouped(counted, bysOf(search)).map(({ group, devices }) => ({
    group, month: search.get("month"),
    used: Object.fromEntries(kComponents.map((component) => [component, rateOf(devices, kLoads[component], component)])),
    sharing: rateOf(devices, "active_subscribers", "public_addresses"), ports_per_subscriber: rate(64512 * devices.length * 900, devices.length * 42000, devices.length, 0),
    behind_nat: rateOf(devices, "active_subscribers", "subscribers"),
  })));
}
const kAnswers = ["confirmed", "confirmed", "confirmed", "contradicted", "never_measured", "stale"];
export function qualityOf(device) {
  const empty = [...kComponents, "load_month", "plan_action"].filter((name) => device.fields[name] == null);
  const confirmation = Object.fromEntries(kComponents.map((component) => {
    const typed = device.fields[component] ?? null;
    const answer = typed === null ? "not_typed" : kAnswers[Math.floor(chance(device.key + component) * kAnswers.length)];
    const has = answer !== "never_measured";
    const measured = !has ? null : answer === "contradicted" ? Math.round(typed * 0.8) : (typed ?? 640000);
    return [component, { answer, typed, measured, at: has ? (answer === "stale" ? "2026-05-02" : "2026-10-28") : null }];
  }));
  return { device: { id: device.id, key: device.key }, empty, load_age: device.fields.load_month ? 0 : null, confirmation };
}
export function quality(search) {
  const devices = devicesOf(search).filter((one) => counts(one.fields)).map(qualityOf);
  return envelope(devices);
}
export function stock(search) {
  const data = monthsOf(search).flatMap((month, index) => grouped(devicesOf(search), bysOf(search)).map(({ group }) => {
    const lean = chance(JSON.stringify(group)) * 0.2;
    return { month, group, new_lines: rate(Math.round(900 * (0.6 + lean + index * 0.006)), 900, 900, 12), gateways: rate(Math.round(42000 * (0.35 + lean + index * 0.01)), 42000, 8, 1), routers: rate(Math.round(30000 * (0.5 + lean)), 30000, 6, 0) };
  }));
  return envelope(data);
}
function readingsOf(device) {
  const made = device.fields.max_sessions ?? 0;
  return {
    state: "answers", words: { zh: "有应答", en: "answers" }, profile: "huawei_cgn", last_ok: "2026-10-28T02:00:00Z",
    readings: [
      { quantity: "sessions_max", provenance: "configured", value: made, object: "HUAWEI-CGN-MIB::hwNatSessionMax", at: "2026-10-28T02:00:00Z" },
      { quantity: "sessions_now", provenance: "measured", value: Math.round(made * 0.42), object: "NATV2-MIB::natv2InstanceEntries", at: "2026-10-28T02:00:00Z" },
    ],
    gaps: [{ quantity: "port_blocks", why: { zh: "没有应答", en: "not answered" } }],
    days: Array.from({ length: 60 }, (_, i) => {
      const mean = made * (0.36 + 0.08 * chance(`${device.key}${i}`));
      const day = new Date(Date.UTC(2026, 7, 30 + i)).toISOString().slice(0, 10);
      return { quantity: "sessions_now", day, least: Math.round(mean * 0.5), most: Math.round(mean * 1.5), mean: Math.round(mean), polls: 288 };
    }).filter((one) => !["2026-09-20", "2026-09-21"].includes(one.day)),
  };
}
export function polled(id) {
  const one = objects.get(id);
  return one && one.kind === "nat44_device" ? readingsOf(one) : null;
}
export function device(id) {
  const one = objects.get(id);
  if (!one || one.kind !== "nat44_device") return null;
  const told = qualityOf(one);
  const capacityOf = Object.fromEntries(kComponents.map((name) => [name, { value: one.fields[name] ?? null, counted: one.fields[name] ?? null, provenance: one.fields[name] == null ? "unknown" : "typed" }]));
  const months = kMonths.slice(kMonths.indexOf("2026-10") - 23, kMonths.indexOf("2026-10") + 1);
  const moved = months.flatMap((month) => kComponents.flatMap((component) => {
    const made = movement(one, month, component);
    return made ? [{ month, component, part: made.part, before: made.before, after: made.after, delta: made.delta, commit: made.cause.commit, effective: made.cause.effective, who: made.cause.who, reason: made.cause.reason, nature: made.cause.nature }] : [];
  }));
  const use = Object.fromEntries(kComponents.map((name) => [name, rateOf([one], kLoads[name], name)]));
  const { plan_action: action = null, plan_month: month = null } = one.fields;
  return envelope({
    object: shown(one), capacity: capacityOf, use: { load_month: one.fields.load_month ?? null, used: use, sharing: rateOf([one], "active_subscribers", "public_addresses"), ports_per_subscriber: rate(64512 * (one.fields.public_addresses ?? 0), one.fields.active_subscribers ?? 0, 1, 0) },
    plan: action ? { action, month, ...outcomeOf(one, "2026-10") } : null, errors: [], quality: told, readings: [], movements: moved,
  });
}
export function freeze(body, now) {
  const version = freezes.filter((one) => one.month === body.month).length + 1;
  const one = { month: body.month, version, at: now, commit: commits.length, sha256: "9b74c9897bac770f".repeat(4), objects: ofKind("nat44_device").length, who: "local", reason: body.reason, reproduces: true };
  freezes.push(one);
  return one;
}
/** The devices whose capacity the version corrected: the mock takes the first two. */
export function frozen(month, version) {
  const one = freezes.find((each) => each.month === month && each.version === version);
  const changed = version > 1 ? ofKind("nat44_device").slice(0, 2) : [];
  return one && { data: one, changes: changed.map((device) => ({ object: { id: device.id, kind: "nat44_device", key: shown(device).key }, field: "max_sessions", before: device.fields.max_sessions - 1, after: device.fields.max_sessions })) };
}
for (const month of ["2025-12", "2026-06"]) freezes.push({ month, version: 1, at: `${month}-31T09:00:00Z`.replace("06-31", "07-02"), commit: 80, sha256: "5d41402abc4b2a76".repeat(4), objects: 330, who: "miit", reason: "半年报送", reproduces: true });
freezes.push({ month: "2026-06", version: 2, at: "2026-08-11T02:00:00Z", commit: 92, sha256: "7d793037a0760186".repeat(4), objects: 331, who: "miit", reason: "河南更正两台设备", reproduces: true });
export { asOf };
