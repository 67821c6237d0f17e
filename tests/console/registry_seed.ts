// A small nation of NAT44 devices, handed in by the API's own door where the server has none yet.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type APIRequestContext } from "./playwright";

export const kApi = "/api/v1";
const kHead = "运营商,区域,设备名称,台账类别,状态,投产日期,最大会话数,设计吞吐量(Gbit/s),公网IPv4地址数,端口块数,最大用户数,测量月份,峰值会话数,活跃用户数,计划动作,计划月份";
const kOperators = ["china_telecom", "china_mobile"];
/** Its capacity grows after the reference month, in the nation made here. */
const kGrowing = "410000";
/** A device of it does not say how many sessions it can hold. */
const kUnknown = "530000";

export const regions = (): string[] =>
  readFileSync(join(__dirname, "../../catalogue/regions.csv"), "utf8").split("\n").filter((line) => /^\d{6},/.test(line)).map((line) => line.slice(0, 6)).slice(0, 31);

interface Sizes {
  sessions?: number | null;
  status?: string;
}

function row(region: string, operator: string, more: Sizes = {}): string {
  const place = region.slice(0, 2) + "0100";
  const sessions = more.sessions === undefined ? 60_000_000 : (more.sessions ?? "");
  return [operator, place, `T-${region.slice(0, 2)}-${operator}`, "nat444", more.status ?? "in_service", "2020-03-15", sessions, 400, 4096, 131072, 100000, "2025-06", more.sessions === null ? "" : 30_000_000, 60000, "retire", "2027-06"].join(",");
}

async function importRows(request: APIRequestContext, rows: string[], parameters: Record<string, string>): Promise<void> {
  const response = await request.post(`${kApi}/registry/imports`, {
    params: { kind: "nat44_device", file: "seed.csv", dry_run: "false", reason: "例子", ...parameters }, data: [kHead, ...rows].join("\n") + "\n",
    headers: { "content-type": "text/csv" },
  });
  expect(response.status(), await response.text()).toBeLessThan(300);
}

/** Fills a server that has no device: a state in June 2025, then what happened after it. */
export async function seedRegistry(request: APIRequestContext): Promise<void> {
  const page = await request.get(`${kApi}/registry/objects/nat44_device`, { params: { limit: "1" } });
  expect(page.status(), "the server has the registry's calls").toBe(200);
  if ((await page.json()).total > 0) return;
  const first = regions().flatMap((region) => kOperators.map((operator, at) => row(region, operator, region === kUnknown && at === 0 ? { sessions: null } : {})));
  await importRows(request, first, { effective: "2025-06-15" });
  await importRows(request, [row(kGrowing, "china_telecom", { sessions: 80_000_000 })], { effective: "2025-10-10", reason: "扩容板卡" });
  await importRows(request, [row("440000", "china_telecom", { sessions: 45_000_000 }), row("330000", "china_mobile", { sessions: 50_000_000 })], { effective: "2025-11-12", reason: "缩减容量" });
  await importRows(request, [row("320000", "china_telecom", { sessions: 62_000_000 })], { effective: "2025-12-03", reason: "更正许可数量", nature: "correction" });
}

interface Level { value: number; given: number; missing: number }
interface Reading { answer: string; with_corrections: string }
export interface Row {
  group: { region: string };
  months: ({ month: string; closing: Level } & Record<string, number>)[];
  verdict: { reference: string; above_reference: Reading; month_on_month: Reading };
}

/** The month before this one in China, `back` months earlier. */
export function endedMonth(back = 0): string {
  const now = new Date(Date.now() + 8 * 3600_000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1 - back, 1)).toISOString().slice(0, 7);
}

/** Verdicts of all regions as the server has them, over the months that the page asks for unasked. */
export async function verdicts(request: APIRequestContext): Promise<{ rows: Row[]; names: Record<string, { zh: string }> }> {
  const first = [endedMonth(11), "2025-06"].sort()[0];
  const answer = await request.get(`${kApi}/ledger/capacity`, { params: { by: "region", component: "max_sessions", months: `${first}..${endedMonth()}` } });
  expect(answer.status(), await answer.text()).toBe(200);
  const body = await answer.json();
  return { rows: body.data, names: body.labels.region };
}

/** A region that grew by devices that had more than before, since the reference month. */
export async function growingRegion(request: APIRequestContext): Promise<{ region: string; name: string; months: string[] }> {
  const { rows, names } = await verdicts(request);
  const expanded = (row: Row) => row.months.filter((one) => one.month > row.verdict.reference && one.expanded! > 0).map((one) => one.month);
  const row = rows.find((one) => one.verdict.above_reference.answer === "not_met" && expanded(one).length > 0);
  expect(row, "some region grew").toBeDefined();
  return { region: row!.group.region, name: names[row!.group.region]!.zh, months: expanded(row!) };
}

export interface Device {
  id: number;
  key: string;
  version: number;
  fields: Record<string, unknown>;
}

/** Devices of a region, as they are now. */
export async function devicesOf(request: APIRequestContext, parameters: Record<string, string> = {}): Promise<Device[]> {
  const page = await request.get(`${kApi}/registry/objects/nat44_device`, { params: { limit: "200", ...parameters } });
  return (await page.json()).data;
}
/** Two devices of a region: each has them. */
export async function twoDevices(request: APIRequestContext, parameters: Record<string, string>): Promise<[Device, Device]> {
  const [one, other] = await devicesOf(request, parameters);
  expect(other, "the region has two devices").toBeDefined();
  return [one!, other!];
}
export async function deviceNow(request: APIRequestContext, id: number): Promise<Device> {
  return (await request.get(`${kApi}/registry/objects/nat44_device/${id}`)).json();
}
/** Changes a device behind the reader's back, as somebody else would. */
export async function changeElsewhere(request: APIRequestContext, id: number, set: Record<string, unknown>): Promise<void> {
  const now = await deviceNow(request, id);
  const response = await request.patch(`${kApi}/registry/objects/nat44_device/${id}`, { data: { set, reason: "别人改的" }, headers: { "if-match": `"${now.version}"` } });
  expect(response.status(), await response.text()).toBe(200);
}
