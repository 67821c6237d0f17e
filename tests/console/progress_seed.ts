// Forms of connections, users, sites, readiness: what the overview and the composite index are made of, beside the traffic.
import { expect, type APIRequestContext } from "./playwright";
import { kSilent, seedForms } from "./indicator_seed";
import { endedMonth, kApi, regions } from "./registry_seed";

const kOperators = ["china_telecom", "china_mobile", "china_unicom"];
const kMonths = 14;
/** Hands in no form of sites for the last two months: what is shown of it is older. */
export const kLateMonths = 2;

const share = (place: number, back: number, base: number) => Math.min(0.98, base + 0.012 * (place % 11) - 0.006 * back + (place % 5 === 1 ? 0.012 * (back % 2) : 0));
const halfYears = Array.from({ length: kMonths + 12 }, (_, back) => endedMonth(back)).filter((month) => /-(06|12)$/.test(month));

function connections(): string {
  const rows = Array.from({ length: kMonths }, (_, back) => regions().flatMap((region, place) => (region === kSilent ? [] : kOperators.flatMap((operator, at) => (["fixed", "mobile", "iot"] as const).map((kind) => {
    const all = 1_000_000 * (3 + (place % 9)) * (kind === "fixed" ? 1 : 3);
    const allocated = Math.round(all * share(place + at, back, 0.78));
    return [endedMonth(back), region, operator, kind, all, allocated, Math.round(allocated * share(place, back, 0.82))].join(",");
  }))))).flat();
  return ["month,region,operator,kind,connections,connections_allocated,connections_active", ...rows].join("\n");
}

function connectivity(): string {
  const rows = Array.from({ length: kMonths }, (_, back) => regions().flatMap((region, place) => kOperators.map((operator) => {
    const tested = 60 + (place % 4);
    return [endedMonth(back), region, operator, "own_platform", 100_000, tested, Math.round(tested * share(place, back, 0.72))].join(",");
  }))).flat();
  return ["month,region,operator,reading,subscribers,subscribers_tested,subscribers_connected", ...rows].join("\n");
}

function users(): string {
  // Of the country alone: provinces do not add up to it.
  return ["month,region,active_users,internet_users", ...Array.from({ length: kMonths }, (_, back) => `${endedMonth(back)},全国,${865_000_000 - back * 3_100_000},1123000000`)].join("\n");
}

function sites(): string {
  const rows = Array.from({ length: kMonths }, (_, back) => back).filter((back) => back >= kLateMonths)
    .flatMap((back) => regions().map((region, place) => [endedMonth(back), region, "government", 200, Math.round(200 * share(place, back, 0.8))].join(",")));
  return ["month,region,list,sites,sites_supporting", ...rows].join("\n");
}

function halfYearly(head: string, line: (place: number) => string): string {
  return [head, ...halfYears.flatMap((month) => regions().flatMap((region, place) => kOperators.map((operator) => `${month},${region},${operator},${line(place)}`)))].join("\n");
}

const sheets: [string, () => string][] = [
  ["connections", connections], ["connectivity", connectivity], ["users_estimate", users], ["website_support", sites],
  ["network_readiness", () => halfYearly("month,region,operator,part,elements,elements_ipv6", (place) => `metro,400,${Math.round(400 * share(place, 0, 0.7))}`)],
  ["dns_support", () => halfYearly("month,region,operator,role,services,services_ipv6", (place) => `recursive,20,${Math.round(20 * share(place, 0, 0.8))}`)],
  ["address_filing", () => ["month,region,operator,allocated,filed", ...regions().flatMap((region, place) => kOperators.map((operator) => `${endedMonth(0)},${region},${operator},100,${(100 * share(place, 0, 0.6)).toFixed(2)}`))].join("\n")],
];

/** Fills a server that has none of these forms; those of the traffic too. */
export async function seedProgress(request: APIRequestContext): Promise<void> {
  await seedForms(request);
  for (const [kind, sheet] of sheets) {
    const page = await request.get(`${kApi}/registry/objects/${kind}`, { params: { limit: "1" } });
    expect(page.status(), `the server has the form ${kind}`).toBe(200);
    if ((await page.json()).total > 0) continue;
    const response = await request.post(`${kApi}/registry/imports`, {
      params: { kind, file: `${kind}.csv`, dry_run: "false", reason: "例子", explanation: "例子" }, data: sheet() + "\n", headers: { "content-type": "text/csv" }, timeout: 60_000,
    });
    expect(response.status(), `${kind}: ${(await response.text()).slice(0, 2000)}`).toBeLessThan(300);
  }
}
