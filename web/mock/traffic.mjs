// Answers of GET /traffic and its kin, from the made-up country.
import { axes, chance, rateAt, shareAt } from "./model.mjs";

const kOffset = 8 * 3600_000;
const kWidths = { minute: 60_000, five_minutes: 300_000, hour: 3600_000, day: 86400_000, month: 30 * 86400_000 };
export const iso = (time) => new Date(time).toISOString().replace(".000", "");

/** The filter as a map of axis to accepted values; throws what is wrong with it. */
export function readFilter(text) {
  const accepted = new Map();
  for (const part of text.split(/\s+and\s+/).filter(Boolean)) {
    const match = /^(\w+)\s*(=|!=|not in|in)\s*(.+)$/.exec(part.trim());
    if (!match || !axes[match[1]]) throw new Error(`'${part}' is no condition; write name = value`);
    const listed = match[3].replace(/^\(|\)$/g, "").split(",").map((one) => one.trim().replace(/^"|"$/g, ""));
    const negated = match[2] === "!=" || match[2] === "not in";
    const keep = axes[match[1]].filter((one) => listed.includes(one.value) !== negated);
    accepted.set(match[1], keep);
  }
  return accepted;
}

function stepOf(wanted, span) {
  if (!wanted || wanted === "none") return null;
  if (wanted !== "auto") return wanted;
  const hour = 3600_000;
  return span <= 6 * hour ? "minute" : span <= 30 * hour ? "five_minutes" : span <= 384 * hour ? "hour" : span <= 9000 * hour ? "day" : "month";
}

function combinations(by, accepted) {
  let rows = [{ dimensions: {}, weight: 1, lean: 0 }];
  for (const name of by) {
    const values = accepted.get(name) ?? axes[name];
    const all = axes[name].reduce((sum, one) => sum + one.weight, 0);
    rows = rows.flatMap((row) => values.map((one) => ({
      dimensions: { ...row.dimensions, [name]: one.value },
      weight: (row.weight * one.weight) / all,
      lean: row.lean + one.lean,
    })));
  }
  for (const [name, values] of accepted) {
    if (by.includes(name)) continue;
    const all = axes[name].reduce((sum, one) => sum + one.weight, 0);
    const kept = values.reduce((sum, one) => sum + one.weight, 0);
    const lean = kept ? values.reduce((sum, one) => sum + one.weight * one.lean, 0) / kept : 0;
    rows = rows.map((row) => ({ ...row, weight: (row.weight * kept) / all, lean: row.lean + lean }));
  }
  return rows.filter((row) => row.weight > 0);
}

/** A quarter of an hour, ten hours before the newest data, in which nothing was heard. */
function isHole(time, newest) {
  return time >= newest - 10 * 3600_000 && time < newest - 10 * 3600_000 + 900_000;
}

function cellOf(row, begin, end, newest) {
  const seconds = Math.max(0, Math.min(end, newest) - begin) / 1000;
  if (seconds === 0) return null;
  if (end - begin <= 900_000 && isHole(begin, newest)) return null;
  const key = JSON.stringify(row.dimensions);
  const middle = (begin + Math.min(end, newest)) / 2;
  const rate = end - begin > 7200_000 ? rateAt(middle) * 0.5 + rateAt(middle + 6 * 3600_000) * 0.5 : rateAt(middle);
  const noise = 1 + (chance(key + Math.floor(begin / 60_000)) - 0.5) * 0.06;
  const bytes = Math.round(rate * seconds * row.weight * noise);
  const samples = Math.floor(bytes / 850 / 4000);
  const error = samples ? 0.62 / Math.sqrt(samples) : 0;
  const value = shareAt(middle, row.lean * 0.9 + (chance(key) - 0.5) * 0.05 + (chance(key + begin) - 0.5) * error);
  const few = samples < 400;
  const v6 = Math.round(bytes * value);
  const family = (part) => ({ bytes: part, packets: Math.round(part / 850), flows: Math.round(part / 60_000), samples: Math.floor(part / 850 / 4000) });
  const share = few
    ? { value: null, gap: "too_few_samples" }
    : { value, low: Math.max(0, value - 1.96 * error * 0.5), high: Math.min(1, value + 1.96 * error * 0.5), samples, gap: null };
  return {
    dimensions: row.dimensions,
    v4: family(bytes - v6),
    v6: family(v6),
    share,
    packet_share: few ? share : { ...share, value: value * 0.97 },
  };
}

function labelsOf(by) {
  return Object.fromEntries(by.map((name) => [name, Object.fromEntries(axes[name].map((one) => [one.value, one.label]))]));
}

function coverage(whole) {
  const measured = whole?.share ?? { value: null, gap: "no_observations" };
  const all = measured.value === null ? measured : { ...measured, value: measured.value * 0.962, low: measured.low * 0.962, high: measured.high * 0.962 };
  return { exporters: 6, measurable: 4, v6_blind: 1, rate_unknown: 1, regions_seen: 28, regions_all: 31, share_all: all, share_measurable: measured };
}

/** The envelope of GET /traffic for `search` at `now`. */
export function traffic(search, now) {
  const to = Math.min(Date.parse(search.get("to") || iso(now)), now);
  const from = Date.parse(search.get("from") || iso(to - 3600_000));
  const newest = Math.floor(now / 60_000) * 60_000 - 60_000;
  const step = stepOf(search.get("step"), to - from);
  const by = (search.get("by") || "").split(",").filter(Boolean);
  const rows = combinations(by, readFilter(search.get("filter") || ""));
  const width = step ? kWidths[step] : to - from;
  const first = step ? Math.floor((from + kOffset) / width) * width - kOffset : from;
  const end = step ? Math.ceil((to + kOffset) / width) * width - kOffset : to;
  const compare = search.get("compare") === "previous";
  const data = [];
  for (let begin = first; begin < end; begin += width) {
    for (const row of rows) {
      const cell = cellOf(row, begin, begin + width, newest + 60_000);
      if (!cell) continue;
      const before = compare ? cellOf(row, begin - (end - first), begin - (end - first) + width, newest) : null;
      if (before) before.share.value !== null && (before.share.value -= 0.004 + (chance(JSON.stringify(row.dimensions) + "p") - 0.5) * 0.02);
      data.push({ ...(step ? { start: iso(begin) } : {}), ...cell, ...(before ? { previous: { v4: before.v4, v6: before.v6, share: before.share } } : {}) });
    }
  }
  const total = (cell) => cell.v4.bytes + cell.v6.bytes;
  if (!step || search.get("order") === "-bytes") data.sort((a, b) => total(b) - total(a));
  const limit = Number(search.get("limit") || 1000);
  const offset = Number(search.get("cursor") || 0);
  const whole = cellOf({ dimensions: {}, weight: 1, lean: 0.02 }, from, to, newest + 60_000);
  return {
    data: data.slice(offset, offset + limit),
    labels: labelsOf(by),
    query: { from: iso(first), to: iso(end), step: step ?? "none", by, filter: search.get("filter") || "", resolution: step ?? "minute" },
    coverage: coverage(whole),
    method: { id: "traffic.v6_share", version: "1" },
    freshness: { newest: iso(newest), age_seconds: Math.round((now - newest) / 1000) - 60, as_of: iso(now) },
    next_cursor: offset + limit < data.length ? String(offset + limit) : null,
  };
}

/** The answer of GET /traffic/attribution. */
export function attribution(now) {
  const parts = (axis) => {
    const all = axes[axis].reduce((sum, one) => sum + one.weight, 0);
    return axes[axis].map((one) => ({
      method: one.value, bytes: Math.round((one.weight / all) * 9e15), of_bytes: one.weight / all,
      share: { value: 0.31 + one.lean, low: 0.309 + one.lean, high: 0.311 + one.lean, samples: 90_000, gap: null }, label: one.label,
    }));
  };
  return {
    data: { application: parts("application_method"), cdn: parts("cdn_method") },
    method: { id: "traffic.attribution", version: "1" },
    freshness: { newest: iso(now - 60_000), age_seconds: 0, as_of: iso(now) },
  };
}

/** One second of GET /live. */
export function overview(now) {
  const second = Math.floor(now / 1000) * 1000;
  const wobble = 1 + 0.03 * Math.sin(second / 9000) + (chance(String(second)) - 0.5) * 0.02;
  const part = (weight, lean, key) => {
    const value = shareAt(second, lean + (chance(key + Math.floor(second / 4000)) - 0.5) * 0.01);
    const bps = rateAt(second) * 8 * weight * wobble;
    return { v4_bps: bps * (1 - value), v6_bps: bps * value, share: { value, low: value - 0.004, high: value + 0.004, samples: 60_000, gap: null } };
  };
  const all = axes.access.reduce((sum, one) => sum + one.weight, 0);
  return {
    at: iso(second),
    ...part(1, 0.02, "all"),
    share_seconds: 60,
    by_access: Object.fromEntries(axes.access.map((one) => [one.value, part(one.weight / all, one.lean, one.value)])),
    flows_per_second: Math.round(212_000 * wobble),
    datagrams_per_second: Math.round(8_840 * wobble),
    lost: { kernel: 0, queue: 0, sequence: 1284 },
    exporters: { all: 6, healthy: 3 },
    coverage: coverage(cellOf({ dimensions: {}, weight: 1, lean: 0.02 }, second - 300_000, second, second)),
    method: { id: "traffic.v6_share", version: "1" },
    freshness: { newest: iso(second - 60_000), age_seconds: 0, as_of: iso(second) },
  };
}
