// What carriers hand in about traffic, month by month, by the API's own door where the server has none yet.
import { expect, type APIRequestContext } from "./playwright";
import { endedMonth, kApi, regions } from "./registry_seed";

export const kForm = "traffic_by_province";
export const kIndicator = "mobile_v6_traffic_share";
const kMonths = 26;
const kOperators = ["china_telecom", "china_mobile", "china_unicom"];
/** One carrier of it leaves the mobile figures out. */
export const kPartly = "540000";
/** All of its carriers do. */
export const kSilent = "650000";
/** Far behind the others. */
export const kBehind = "410000";
/** A carrier of it says that more is IPv6 than there is at all. */
export const kAboveWhole = "620000";

const kHead = "month,region,operator,lte,lte_ipv6,mobile_5g,mobile_5g_ipv6,metro_egress,metro_egress_ipv6,mobile_core_egress,mobile_core_egress_ipv6";
/** What the fixed share takes out of metro egress of what mobile cores send through it. */
const kMobileOffload = 0.9;

/** A month of a province and a carrier: traffic grows, and so does its share of IPv6. */
function row(back: number, region: string, operator: string, place: number): string {
  const isSilent = region === kSilent || (region === kPartly && operator === "china_unicom");
  const scale = 60 + 12 * (place % 7) + (operator === "china_mobile" ? 90 : 0);
  const lte = scale * (1 - back * 0.005);
  const fiveG = scale * 1.5 * (1 - back * 0.012);
  const share = Math.min(0.95, (region === kBehind ? 0.38 : 0.74 + 0.004 * (place % 9)) - back * 0.007);
  const isAbove = region === kAboveWhole && operator === "china_unicom" && back === 0;
  const mobile = isSilent ? [] : [lte, isAbove ? lte * 3 : lte * share, fiveG, fiveG * (share + 0.03)];
  const core = scale * 0.4;
  const coreV6 = core * 0.6;
  const metro = scale * 4;
  // Not quite a straight line: a forecast has an earliest and a latest month.
  const fixed = 0.33 - back * 0.005 + 0.001 * (back % 3) + 0.002 * (place % 9);
  const metroV6 = fixed * (metro - kMobileOffload * core) + kMobileOffload * coreV6;
  return [endedMonth(back), region, operator, ...(mobile.length ? mobile.map((one) => one.toFixed(3)) : ["", "", "", ""]), ...[metro, metroV6, core, coreV6].map((one) => one.toFixed(3))].join(",");
}

/** Fills a server that has no form of traffic: two years and two months of each province by three carriers. */
export async function seedForms(request: APIRequestContext): Promise<void> {
  const page = await request.get(`${kApi}/registry/objects/${kForm}`, { params: { limit: "1" } });
  expect(page.status(), "the server has the form").toBe(200);
  if ((await page.json()).total > 0) return;
  const rows = Array.from({ length: kMonths }, (_, back) => regions().flatMap((region, place) => kOperators.map((operator) => row(back, region, operator, place)))).flat();
  const response = await request.post(`${kApi}/registry/imports`, {
    params: { kind: kForm, file: "traffic.csv", dry_run: "false", reason: "例子", explanation: "例子" }, data: [kHead, ...rows].join("\n") + "\n",
    headers: { "content-type": "text/csv" }, timeout: 60_000,
  });
  expect(response.status(), (await response.text()).slice(0, 2000)).toBeLessThan(300);
}
