import { readFileSync } from "node:fs";
import { axeFindings, chart, isPainted, kSizes, open, settled, smallestText, watch } from "./console";
import { kAboveWhole, kIndicator, kSilent } from "./indicator_seed";
import { expect, test, type APIRequestContext, type Page } from "./playwright";
import { kLateMonths, seedProgress } from "./progress_seed";
import { endedMonth, kApi } from "./registry_seed";

const [kDesk, kPhone, kWall] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0], (typeof kSizes)[0]];
const kLooks = [
  { ...kDesk, theme: "light", lang: "zh" }, { ...kDesk, theme: "dark", lang: "en" }, { ...kPhone, theme: "light", lang: "en" },
  { ...kPhone, theme: "dark", lang: "zh" }, { ...kWall, theme: "screen", lang: "zh" },
];
const kProvince = "440000";
const kShown = [
  { path: "/", name: "overview", charts: ["progress-map", "series", "movers", "composite"] },
  { path: `/?scope=${kProvince}&period=${endedMonth(1)}`, name: "overview of a province", charts: ["progress-map", "series", "movers", "composite"] },
  { path: `/regions/${kProvince}`, name: "region", charts: ["series", "indicator-provinces", "composite", "composite-parts", "scope-table"] },
  { path: "/operators/china_mobile", name: "carrier", charts: ["series", "indicator-provinces", "composite", "composite-parts", "scope-table"] },
  { path: "/operators", name: "carriers by provinces", charts: ["operators"] },
  { path: `/compare?scopes=100000,${kProvince},china_mobile`, name: "compare", charts: ["compare"] },
];

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedProgress(request);
  await request.dispose();
});

const parameters = (page: Page) => new URL(page.url()).searchParams;
const answer = async (request: APIRequestContext, path: string, params: Record<string, string> = {}) => {
  const response = await request.get(`${kApi}${path}`, { params });
  expect(response.status(), await response.text()).toBe(200);
  return response.json();
};
const valueOf = async (request: APIRequestContext, indicator: string, month: string, within = "100000", source = "submitted") =>
  (await answer(request, "/indicators/values", { indicator, months: `${month}..${month}`, within, source })).data[0];
const tile = (page: Page, indicator: string) => page.getByTestId("tiles").locator(`[data-indicator=${indicator}]`);
const percent = (value: number) => `${(value * 100).toFixed(2)}%`;

for (const look of kLooks) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });

    for (const one of kShown) {
      test(`${one.name} opens, draws, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, one.path, { theme: look.theme, lang: look.lang });
        for (const id of one.charts) {
          await expect(chart(page, id), id).toBeVisible();
          await expect(chart(page, id).locator("canvas, table, svg.map, ol, .sides").first(), id).toBeVisible();
          if (await chart(page, id).locator("canvas").count()) expect(await isPainted(page, id), id).toBe(true);
        }
        expect(await page.locator("main").innerText(), "every figure is one, or a gap in words").not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
        if (look.lang === "en") expect((await page.locator("body").innerText()).replaceAll("中", "").match(/[一-龥]+/g) ?? [], "English leaves no Chinese behind").toEqual([]);
        expect(await smallestText(page), "nothing is set too small to read").toBeGreaterThanOrEqual(11);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign, "no request leaves the machine").toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
        if (process.env.SIXSCOPE_SHOTS) await page.screenshot({ path: `${process.env.SIXSCOPE_SHOTS}/${one.name.replaceAll(" ", "_")}-${look.width}-${look.theme}-${look.lang}.png`, fullPage: look.width !== kWall.width });
      });
    }
  });
}

test("a tile says what the server says: value, change in points, target with its verdict, and how old it is", async ({ page, request }) => {
  const [now, before] = [await valueOf(request, "fixed_v6_traffic_share", endedMonth(0)), await valueOf(request, "fixed_v6_traffic_share", endedMonth(1))];
  await open(page, "/");
  const fixed = tile(page, "fixed_v6_traffic_share");
  await expect(fixed).toContainText(percent(now.value));
  await expect(fixed).toContainText(`${((now.value - before.value) * 100).toFixed(2)} 百分点`);
  const board = await answer(request, "/indicators/targets", { month: endedMonth(0), within: "100000", source: "submitted" });
  const target = board.data.filter((one: { indicator: string }) => one.indicator === "fixed_v6_traffic_share").sort((a: { due: string }, b: { due: string }) => a.due.localeCompare(b.due)).at(-1);
  await expect(fixed.getByTestId("target")).toContainText({ met: "达标", not_met: "未达标", cannot_tell: "无法判断", no_data: "无数据" }[target.verdict as "met"]);
  await expect(fixed.getByTestId("target")).toContainText(target.due);
  await expect(fixed.getByTestId("age")).toContainText(endedMonth(0));
  const late = tile(page, "website_v6_support");
  await expect(late.getByTestId("age"), "nothing newer was handed in").toHaveText(new RegExp(`^\\s*${endedMonth(kLateMonths)}\\s*（旧${kLateMonths}个月）`));
  await expect(tile(page, "home_gateway_v6_share"), "no figure is a gap in words, and a way to it").toContainText("看缺什么");
  await expect(tile(page, "home_gateway_v6_share")).not.toContainText("0.00%");
});

test("a tile leads to its indicator and to its rows", async ({ page }) => {
  await open(page, `/?scope=${kProvince}`);
  await tile(page, kIndicator).getByRole("link", { name: "明细" }).click();
  await expect(page).toHaveURL(new RegExp(`/indicators/${kIndicator}\\?.*region=${kProvince}`));
  await expect(chart(page, "leaves")).toBeVisible();
});

test("the address is the view: a province has its own figures, its rank, and the nation's target as a measure", async ({ page, request }) => {
  const month = endedMonth(1);
  await open(page, `/?scope=${kProvince}&period=${month}`);
  const own = await valueOf(request, kIndicator, month, kProvince);
  await expect(tile(page, kIndicator)).toContainText(percent(own.value));
  const all = (await answer(request, "/indicators/values", { indicator: kIndicator, months: `${month}..${month}`, by: "region", source: "submitted" })).data
    .filter((one: { region: string; value: number | null }) => one.region !== "100000" && one.region.endsWith("0000") && one.value !== null);
  const rank = 1 + all.filter((one: { value: number }) => one.value > own.value).length;
  await expect(tile(page, kIndicator).getByTestId("rank")).toHaveText(`第${rank}/${all.length}`);
  const before = endedMonth(2);
  const former = (await answer(request, "/indicators/values", { indicator: kIndicator, months: `${before}..${before}`, by: "region", source: "submitted" })).data
    .filter((one: { region: string; value: number | null }) => one.region !== "100000" && one.region.endsWith("0000") && one.value !== null);
  const was = 1 + former.filter((one: { value: number }) => one.value > former.find((each: { region: string }) => each.region === kProvince).value).length;
  await expect(tile(page, kIndicator).getByTestId("rank-change"), "places gained since the month before").toContainText(was === rank ? "名次与上月相同" : `名次较上月${was > rank ? "上升" : "下降"}${Math.abs(was - rank)}位`);
  await expect(tile(page, kIndicator).getByTestId("target")).toContainText("全国目标");
  await page.locator("[data-chart=progress-map] [data-region='310000']").click();
  await expect(page).toHaveURL(/scope=310000/);
  expect(parameters(page).get("period")).toBe(month);
  await page.getByTestId("tiles").getByRole("button", { name: /在图上看固定网络IPv6流量占比/ }).click();
  await expect(page).toHaveURL(/indicator=fixed_v6_traffic_share/);
});

test("the map shows what has no figure by a pattern and in words, and it is in the table behind", async ({ page }) => {
  await open(page, "/");
  const silent = page.locator(`[data-chart=progress-map] [data-region='${kSilent}']`);
  await expect(silent).toHaveClass(/gap/);
  await expect(silent).toHaveAttribute("aria-label", /没有|无/);
  await chart(page, "progress-map").getByRole("button", { name: /^表格/ }).click();
  await expect(page).toHaveURL(/tables=progress-map/);
  await expect(chart(page, "progress-map").getByRole("row", { name: /新疆/ }), "neither a value nor sums").toHaveText(/650000\s*新疆\s*–\s*–\s*–\s*0\s*\d\s*无观测/);
  const [file] = await Promise.all([page.waitForEvent("download"), chart(page, "progress-map").getByRole("button", { name: /下载 CSV/ }).click()]);
  expect(readFileSync((await file.path())!, "utf8").trim().split("\r\n").length, "a line each for the 34 and the head").toBe(35);
});

test("the index ranks as the server does, says that it is ours, and what lacks is no zero", async ({ page, request }) => {
  const composite = await answer(request, "/indicators/composite", { month: endedMonth(0) });
  await open(page, "/");
  const card = chart(page, "composite");
  await expect(card).toContainText("本平台自定，无文件规定");
  await expect(card.getByTestId("dimensions").getByRole("listitem")).toHaveCount(composite.composite.dimensions.length);
  for (const row of composite.data.filter((one: { region: string; index: number | null }) => one.region !== "100000" && one.index !== null)) {
    const shown = card.locator(`tr[data-key="${row.region}"]`);
    await expect(shown.locator("td").first()).toHaveText(row.rank === null ? "–" : String(row.rank));
    await expect(shown).toContainText(percent(row.index));
    const sum = row.dimensions.reduce((all: number, one: { contribution: number }) => all + one.contribution, 0);
    expect(sum, "contributions are the index").toBeCloseTo(row.index, 9);
  }
  await open(page, `/regions/${kProvince}`);
  await expect(chart(page, "composite-parts").locator("[data-dimension=terminal] tr").first(), "a part without a figure has no score").toHaveText(/E2.*无观测.*–/s);
});

test("a region's page has each figure with what it was made of, and its parts and carriers beside it", async ({ page, request }) => {
  const own = await valueOf(request, "fixed_v6_active_share", endedMonth(0), kProvince);
  await open(page, `/regions/${kProvince}`);
  const row = page.getByTestId("scope-table").locator("tr[data-indicator=fixed_v6_active_share]");
  await expect(row).toContainText(percent(own.value));
  await expect(row).toContainText(`${own.coverage.present}/${own.coverage.expected}`);
  await expect(page.getByTestId("scope-table").locator("tr[data-indicator=network_readiness]"), "half-yearly figures too").toContainText(/-H[12]/);
  await page.getByTestId("with-gaps").check();
  await expect(page.getByTestId("gaps")).toContainText("E2");
  await page.getByTestId("against").getByRole("radio", { name: "看运营商" }).click();
  await expect(page).toHaveURL(/against=operators/);
  await expect(chart(page, "indicator-provinces").locator("tr[data-region=china_mobile]")).toBeVisible();
  await expect(chart(page, "composite").locator("tr[data-key=china_mobile]")).toBeVisible();
  await chart(page, "indicator-provinces").getByRole("button", { name: "中国移动" }).click();
  await expect(page).toHaveURL(new RegExp(`/regions/${kProvince}\\?.*operator=china_mobile`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("中国移动");
  await page.getByRole("link", { name: "实测流量" }).click();
  await expect(page).toHaveURL(/\/traffic\?.*filter=/);
});

test("the matrix leads to a carrier in a province, and a gap has its own pattern", async ({ page, request }) => {
  await open(page, "/operators");
  await expect(page.locator(`[data-region='${kSilent}'] td.gap`).first()).toBeVisible();
  const cell = page.locator(`tr[data-region='${kProvince}'] td[data-operator=china_unicom]`);
  const told = (await answer(request, "/indicators/values", { indicator: kIndicator, months: `${endedMonth(0)}..${endedMonth(0)}`, within: kProvince, operator: "china_unicom", source: "submitted" })).data[0];
  await expect(cell).toHaveText(percent(told.value));
  await cell.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/operators/china_unicom\\?.*scope=${kProvince}`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("广东");
  await expect(tile(page, kIndicator)).toContainText(percent(told.value));
});

test("scopes are compared by the address, five at most, by one method", async ({ page, request }) => {
  await open(page, `/compare?scopes=${kProvince},china_mobile&tables=compare`);
  const own = await valueOf(request, kIndicator, endedMonth(0), kProvince);
  await expect(chart(page, "compare").getByRole("row", { name: endedMonth(0) })).toContainText(String(own.value));
  await page.getByTestId("add").selectOption("310000");
  await expect(page).toHaveURL(/scopes=440000(,|%2C)china_mobile(,|%2C)310000/);
  await expect(chart(page, "compare").getByRole("columnheader", { name: "上海" })).toBeVisible();
  await page.getByRole("button", { name: "去掉广东" }).click();
  await expect(page.getByTestId("scopes").getByRole("listitem")).toHaveCount(2);
  await page.getByTestId("indexed").click();
  await expect(chart(page, "compare").getByRole("row").nth(1)).toContainText("100");
  await open(page, "/compare?scopes=110000,120000,130000,140000,150000,210000");
  await expect(page.getByTestId("scopes").getByRole("listitem")).toHaveCount(5);
  await expect(page.getByTestId("add")).toHaveCount(0);
});

test("live traffic stays a click away, and so does the overview from it", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("main").getByRole("link", { name: "实时流量" }).click();
  await expect(page).toHaveURL(/\/live/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("实时总览");
  await page.getByRole("navigation").getByRole("link", { name: "总览", exact: true }).click();
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("全国");
});

test("without any figure the overview says so and what to do", async ({ page }) => {
  await page.route("**/api/v1/indicators/values?*", (route) => route.fulfill({ json: { data: [], as_of_commit: 0, labels: { region: {}, operator: {} } } }));
  await open(page, "/");
  await expect(page.getByTestId("bare")).toContainText("缺数不等于零");
  await page.getByTestId("bare").getByRole("link", { name: "报送台" }).click();
  await expect(page).toHaveURL(/\/imports/);
});

test("a mistake of the data is no figure of the province, whose carriers tell it apart", async ({ page, request }) => {
  const leaves = await answer(request, `/indicators/${kIndicator}/leaves`, { month: endedMonth(0), within: kAboveWhole });
  expect(leaves.data.some((one: { fault: string | null }) => one.fault === "above_whole")).toBe(true);
  await open(page, `/operators/china_unicom?scope=${kAboveWhole}`);
  await expect(tile(page, kIndicator), "what was measured stands in, and says so").toContainText("实测");
});
