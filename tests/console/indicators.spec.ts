import { readFileSync } from "node:fs";
import { axeFindings, chart, isPainted, kSizes, open, settled, smallestText, watch } from "./console";
import { kAboveWhole, kBehind, kForm, kIndicator, kPartly, kSilent, seedForms } from "./indicator_seed";
import { expect, test, type APIRequestContext, type Page } from "./playwright";
import { endedMonth, kApi } from "./registry_seed";

const [kDesk, kPhone, kWall] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0], (typeof kSizes)[0]];
const kLooks = [
  { ...kDesk, theme: "light", lang: "zh" }, { ...kDesk, theme: "dark", lang: "en" }, { ...kPhone, theme: "light", lang: "en" },
  { ...kPhone, theme: "dark", lang: "zh" }, { ...kWall, theme: "screen", lang: "zh" },
];
/** A month in which targets are still to come. */
const kThen = "2025-09";
const kShown = [
  { path: `/targets?month=${kThen}`, name: "target board", charts: ["board"] },
  { path: "/indicators", name: "indicators", charts: ["indicators"] },
  { path: `/indicators/${kIndicator}`, name: "indicator", charts: ["series", "indicator-provinces", "outside"] },
  { path: `/indicators/${kIndicator}?region=${kAboveWhole}`, name: "what a province is made of", charts: ["series", "indicator-provinces", "leaves"] },
];

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedForms(request);
  await request.dispose();
});

const parameters = (page: Page) => new URL(page.url()).searchParams;
const answer = async (request: APIRequestContext, path: string, params: Record<string, string> = {}) => {
  const response = await request.get(`${kApi}${path}`, { params });
  expect(response.status(), await response.text()).toBe(200);
  return response.json();
};
const target = (page: Page, id: string) => page.locator(`[data-test=board] tr[data-target="${id}"][data-source=submitted]`);

for (const look of kLooks) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });

    for (const one of kShown) {
      test(`${one.name} opens, draws, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, one.path, { theme: look.theme, lang: look.lang });
        for (const id of one.charts) {
          await expect(chart(page, id), id).toBeVisible();
          await expect(chart(page, id).locator("canvas, table").first(), id).toBeVisible();
          if (await chart(page, id).locator("canvas").count()) expect(await isPainted(page, id), id).toBe(true);
        }
        expect(await page.locator("main").innerText(), "every figure is one, or a gap in words").not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
        if (look.lang === "en") {
          // A definition is shown in both languages: the other one says so.
          const own = await page.locator("nav, header, h1, h2, h3, main td, main th, dt, dd, label, button, .page-head, .note, main p:not([lang])").allInnerTexts();
          expect(own.join(" ").replaceAll("中", "").match(/[一-龥]+/g) ?? [], "English leaves no Chinese behind").toEqual([]);
        }
        expect(await smallestText(page), "nothing is set too small to read").toBeGreaterThanOrEqual(11);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign, "no request leaves the machine").toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}

test("both pages are reached from the navigation, under their group", async ({ page }) => {
  await open(page, "/");
  const group = page.getByRole("navigation").getByRole("list", { name: "指标" });
  await group.getByRole("link", { name: "目标看板" }).click();
  await expect(page).toHaveURL(/\/targets/);
  await group.getByRole("link", { name: "指标目录" }).click();
  await settled(page);
  await page.locator(`[data-indicator=${kIndicator}] a`).click();
  await expect(page).toHaveURL(new RegExp(`/indicators/${kIndicator}`));
  await expect(group.getByRole("link", { name: "指标目录" }), "a page below is marked where it belongs").toHaveAttribute("aria-current", "true");
});

test("the board says what the server says: value, coverage, distance, verdict, pace, forecast, who holds back", async ({ page, request }) => {
  const board = await answer(request, "/indicators/targets", { month: kThen });
  const of = (id: string) => board.data.find((one: { target: string; method: { source: string } }) => one.target === id && one.method.source === "submitted");
  await open(page, `/targets?month=${kThen}`);
  const partly = of("year_2025.mobile.2025");
  expect(partly.verdict, "a part of the provinces could change it").toBe("cannot_tell");
  const row = target(page, "year_2025.mobile.2025");
  await expect(row).toContainText(`${(partly.value * 100).toFixed(2)}%`);
  await expect(row).toContainText(`${partly.coverage.present}/${partly.coverage.expected} 个单元`);
  await expect(row).toContainText("无法判断");
  await expect(row).toContainText(`${(Math.abs(partly.distance) * 100).toFixed(2)} 百分点`);
  await expect(row).toContainText("≥ 70%");
  await expect(row).toContainText("未到期");
  await expect(row.getByRole("link", { name: /河南/ }), "Henan is far behind").toBeVisible();
  const whole = of("year_2025.fixed.2025");
  expect(whole.forecast, "a whole line of months has a forecast").not.toBeNull();
  const forecast = target(page, "year_2025.fixed.2025");
  await expect(forecast).toContainText(whole.forecast.month);
  await expect(forecast).toContainText("未达标");
  await expect(forecast).toContainText(`${(whole.pace_needed * 100).toFixed(2)} 百分点/月`);
  const past = board.data.find((one: { at_due: unknown; method: { source: string } }) => one.at_due && one.method.source === "submitted");
  await expect(target(page, past.target)).toContainText({ met: "达标", not_met: "未达标", cannot_tell: "无法判断", no_data: "无数据" }[past.at_due.verdict as "met"]);
  expect(await page.locator("[data-test=board] tr[data-target]").count()).toBe(board.data.length);
});

test("filters of the board are the address, and the file holds what is shown", async ({ page, request }) => {
  const board = await answer(request, "/indicators/targets", { month: kThen });
  await open(page, `/targets?month=${kThen}`);
  const rows = page.locator("[data-test=board] tr[data-target]");
  await page.getByTestId("source").selectOption("measured");
  await page.getByTestId("paper").selectOption("W2025");
  await expect(page).toHaveURL(/source=measured/);
  expect(parameters(page).get("paper")).toBe("W2025");
  const left = board.data.filter((one: { paper: string; method: { source: string } }) => one.paper === "W2025" && one.method.source === "measured");
  await expect(rows).toHaveCount(left.length);
  await page.goBack();
  await page.goBack();
  await expect(rows).toHaveCount(board.data.length);
  const unmet = board.data.filter((one: { verdict: string }) => one.verdict === "cannot_tell");
  await page.getByTestId("tally").getByRole("button", { name: "无法判断" }).click();
  await expect(rows).toHaveCount(unmet.length);
  expect(parameters(page).get("verdict")).toBe("cannot_tell");
  await expect(page.getByTestId("tally").getByRole("button"), "the others are still counted").not.toHaveCount(1);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载 CSV" }).click()]);
  const lines = readFileSync((await file.path())!, "utf8").trim().split("\r\n");
  expect(lines.length).toBe(unmet.length + 1);
  expect(lines.slice(1).join("\n")).toContain(String(unmet[0].value));
  await page.getByTestId("month").fill("2025-06");
  await page.getByTestId("month").dispatchEvent("change");
  await expect(page).toHaveURL(/month=2025-06/);
});

test("a definition says whose it is, in both languages, and its formula in names", async ({ page }) => {
  await open(page, `/indicators/${kIndicator}`);
  const definition = page.getByTestId("definition");
  await expect(definition).toContainText("官方定义");
  await expect(definition).toContainText("IPv6改造相关指标和测试方法说明");
  await expect(page.getByTestId("other-language")).toHaveAttribute("lang", "en");
  await expect(page.getByTestId("other-language")).toContainText("IPv6 traffic of LTE and 5G over all traffic of both");
  const method = page.locator('[data-method="submitted:1"]');
  await expect(method.locator(".formula")).toContainText("LTE总流量 + 5G总流量");
  await expect(method.getByRole("link", { name: "traffic_by_province.lte", exact: true })).toHaveAttribute("href", /\/registry\/traffic_by_province/);
});

test("targets and what others published are lines apart, and all of it is in the table behind", async ({ page }) => {
  await open(page, `/indicators/${kIndicator}?month=2025-10&tables=series`);
  await expect(page.getByTestId("lines")).toContainText("≥ 70% · 2025-12-31");
  const series = chart(page, "series");
  await expect(series.getByRole("columnheader", { name: /^他方发布/ })).toHaveCount(1);
  await expect(series.getByRole("row", { name: /2025-10/ })).toContainText("0.6902");
  await expect(page.getByTestId("outside")).toContainText("69.02%");
});

test("provinces are ranked with the nation's sum over sum, those without a figure apart; a province opens to its forms", async ({ page, request }) => {
  const month = endedMonth();
  await open(page, `/indicators/${kIndicator}`);
  const nation = (await answer(request, "/indicators/values", { indicator: kIndicator, months: `${month}..${month}`, source: "submitted" })).data[0];
  await expect(chart(page, "indicator-provinces")).toContainText(`全国 ${(nation.value * 100).toFixed(2)}%`);
  const provinces = page.getByTestId("provinces");
  await expect(provinces.locator("tbody").first().locator("tr").last()).toHaveAttribute("data-region", kBehind);
  await expect(page.getByTestId("without").locator("tr[data-region]")).toHaveCount(1);
  await expect(page.getByTestId("without").locator(`[data-region="${kSilent}"]`)).toContainText("无观测");
  await expect(provinces.locator(`[data-region="${kPartly}"]`)).toContainText("2/3");
  const chosen = provinces.locator(`[data-region="${kAboveWhole}"]`);
  await chosen.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`region=${kAboveWhole}`));
  await settled(page);
  const leaves = page.getByTestId("leaves");
  await expect(leaves.locator("tbody tr")).toHaveCount(3);
  await expect(leaves.locator("tr[data-operator=china_unicom]")).toContainText("大于总量");
  await expect(leaves.locator("tr[data-operator=china_mobile]")).toContainText("222");
  await expect(page.getByTestId("facts")).toContainText("2/3 个单元");
  const link = leaves.locator("tr[data-operator=china_unicom]").getByRole("link");
  const path = (await link.getAttribute("href"))!.split("?")[0]!;
  const form = await answer(request, `/registry/objects/${kForm}/${path.split("/").at(-1)}`);
  expect(form.fields).toMatchObject({ region: kAboveWhole, operator: "china_unicom", month });
  await link.click();
  await expect(page).toHaveURL(new RegExp(path));
});

test("another method has its own figures, and they are not mixed", async ({ page }) => {
  await open(page, `/indicators/${kIndicator}`);
  await page.getByTestId("methods").getByRole("radio", { name: /^实测/ }).click();
  await expect(page).toHaveURL(/method=measured/);
  await settled(page);
  await expect(page.getByTestId("facts")).toContainText("实测方法 1-measured");
  await expect(page.getByTestId("provinces").locator("tbody").first().locator("tr").first()).toContainText("4/4");
});

test("a cited figure is the same after it was corrected", async ({ page, request, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL! });
  await open(page, `/indicators/${kIndicator}?region=${kBehind}`);
  const shown = (await page.getByTestId("facts").locator("b").first().innerText()).trim();
  await page.getByTestId("cite").click();
  const citation = page.getByTestId("citation");
  await expect(citation).toContainText(`移动网络IPv6流量占比（T1），河南，${endedMonth()}：${shown}`);
  await expect(citation).toContainText("上报方法 1");
  await citation.getByRole("button").click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const link = copied.trim().split("\n").at(-1)!;
  expect(new URL(link).searchParams.get("as_of_commit"), copied).toMatch(/^\d+$/);
  const forms = await answer(request, `/registry/objects/${kForm}`, { where: `month=${endedMonth()};operator=china_mobile`, region: kBehind });
  const form = forms.data[0];
  const changed = await request.patch(`${kApi}/registry/objects/${kForm}/${form.id}`, { data: { set: { lte_ipv6: form.fields.lte_ipv6 / 2 }, reason: "更正", nature: "correction", explanation: "例子" }, headers: { "if-match": "*" } });
  expect(changed.status(), await changed.text()).toBe(200);
  try {
    await page.goto(link);
    await settled(page);
    await expect(page.getByTestId("facts").locator("b").first()).toHaveText(shown);
    await open(page, `/indicators/${kIndicator}?region=${kBehind}`);
    await expect(page.getByTestId("facts").locator("b").first()).not.toHaveText(shown);
  } finally {
    const back = await request.patch(`${kApi}/registry/objects/${kForm}/${form.id}`, { data: { set: { lte_ipv6: form.fields.lte_ipv6 }, reason: "更正", nature: "correction", explanation: "例子" }, headers: { "if-match": "*" } });
    expect(back.status()).toBe(200);
  }
});

test("the list is searched and filtered by the address", async ({ page }) => {
  await open(page, "/indicators?group=traffic&state=sourced");
  const rows = page.locator("[data-test=indicators] tr[data-indicator]");
  const many = await rows.count();
  expect(many).toBeGreaterThan(3);
  await page.getByTestId("search").fill("LTE");
  await page.getByTestId("search").press("Enter");
  await expect(page).toHaveURL(/q=LTE/);
  await expect(rows.first()).toContainText("LTE");
  expect(await rows.count()).toBeLessThan(many);
});

test("an indicator that is not there says so", async ({ page }) => {
  await open(page, "/indicators/nothing");
  await expect(page.getByRole("alert")).toContainText("没有找到");
});

test("who may see one carrier of one province is asked about, and told, just that", async ({ page }) => {
  await page.route("**/api/v1/session", (route) => route.fulfill({ json: { account: "gd-mobile", title: "中国移动广东公司", local: false, all: false, regions: ["440000"], owners: ["china_mobile"], may_write: false, sees_sensitive: false } }));
  await open(page, `/indicators/${kIndicator}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("广东 · 中国移动");
  await expect(page.getByTestId("known")).toContainText("仅账号 gd-mobile 可见的范围");
  await expect(page.getByTestId("facts")).toContainText("1/1 个单元");
  await expect(page.getByTestId("outside"), "what is of the whole country is not set beside it").toHaveCount(0);
});

test("until the answer is there nothing is said to be missing", async ({ page }) => {
  let answerNow = () => {};
  const held = new Promise<void>((resolve) => (answerNow = resolve));
  await page.route("**/api/v1/indicators/values?**", async (route) => {
    await held;
    await route.fallback();
  });
  await page.goto(`/indicators/${kIndicator}?lang=zh&theme=light`);
  await expect(page.getByTestId("facts")).toContainText("…");
  await expect(page.getByTestId("facts")).not.toContainText("无观测");
  answerNow();
  await expect(page.getByTestId("facts")).toContainText("%");
});

test("what is measured is shown by day as well, and what is submitted is not", async ({ page, request }) => {
  const yesterday = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10); // In China.
  const month = yesterday.slice(0, 7);
  await open(page, `/indicators/${kIndicator}?month=${month}`);
  await expect(page.locator("[data-test=methods]")).toBeVisible();
  await expect(page.locator("[data-test=periods]")).toHaveCount(0);
  await page.locator("[data-test=methods]").getByRole("radio", { name: "实测" }).click();
  await page.locator("[data-test=periods]").getByRole("radio", { name: "每日" }).click();
  await expect.poll(() => parameters(page).get("period")).toBe("day");
  await expect(page.locator("[data-test=facts]")).toContainText(yesterday);
  const asked = { indicator: kIndicator, source: "measured", period: "day", month };
  const nation = (await answer(request, "/indicators/values", asked)).data.find((one: { period: { name: string } }) => one.period.name === yesterday);
  await expect(page.locator("[data-test=facts] .now")).toContainText(`${(100 * nation.value).toFixed(2)}`);
  const provinces = (await answer(request, "/indicators/values", { ...asked, by: "region" })).data.filter((one: { period: { name: string }; region: string; value: number | null }) => one.period.name === yesterday && one.region !== "100000" && one.value !== null);
  await expect(page.locator("[data-test=provinces] tbody tr[data-region]"), "one row a province, of that day alone").toHaveCount(provinces.length);
  await page.locator("[data-test=methods]").getByRole("radio", { name: "上报" }).click();
  await expect(page.locator("[data-test=facts]")).not.toContainText(yesterday);
});
