// The report shelf: what is due, a draft from its order to the archive, and who loses nothing on the way.
import { readFileSync } from "node:fs";
import { seedProgress } from "./progress_seed";
import { axeFindings, kSizes, open, settled, smallestText, watch } from "./console";
import { expect, test, type APIRequestContext, type Page } from "./playwright";
import { endedMonth, kApi } from "./registry_seed";

const [kDesk, kPhone, kWall] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0], (typeof kSizes)[0]];
const kMonth = endedMonth(1);
const kRegion = "440000";
/** Looked at by every size and theme, and left as it is. */
const kShown = `monthly-${kMonth}-310000-zh`;
const kId = `monthly-${kMonth}-${kRegion}-zh`;
const kEditor = `three_indicators-${kMonth}-${kRegion}-zh`;

test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedProgress(request);
  for (const [report, region] of [["monthly", "310000"], ["three_indicators", kRegion]]) {
    const made = await request.post(`${kApi}/reports`, { data: { report, period: kMonth, region } });
    expect([201, 409], await made.text()).toContain(made.status());
  }
  await request.dispose();
});

const issueOf = async (request: APIRequestContext, id: string, version = "") => (await request.get(`${kApi}/reports/${id}`, { params: version ? { version } : {} })).json();
const text = (page: Page, block: string) => page.locator(`[data-text="${block}"]`);
const page_ = (page: Page) => page.frameLocator("[data-test=page]");
const row = (page: Page, id: string) => page.getByTestId("shelf").locator(`[data-issue^="${id}."]`);
/** The report is read, and what it says of itself is there. */
async function read(page: Page): Promise<void> {
  await settled(page);
  await expect(page.getByTestId("page")).toBeVisible();
  await expect(page_(page).locator("h1")).toBeVisible();
}
async function editElsewhere(request: APIRequestContext, id: string, block: string, said: string): Promise<void> {
  const now = await issueOf(request, id);
  const done = await request.put(`${kApi}/reports/${id}/texts/${block}`, { data: { text: said }, headers: { "if-match": `"${now.revision}"` } });
  expect(done.status(), await done.text()).toBe(200);
}

for (const look of [{ ...kDesk, theme: "light", lang: "zh" }, { ...kDesk, theme: "dark", lang: "en" }, { ...kPhone, theme: "light", lang: "en" }, { ...kPhone, theme: "dark", lang: "zh" }, { ...kWall, theme: "screen", lang: "zh" }]) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });
    for (const path of ["/reports", `/reports/${kShown}`]) {
      test(`${path} opens, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, path, { theme: look.theme, lang: look.lang });
        if (path === "/reports") await expect(row(page, kShown)).toBeVisible();
        else await read(page);
        expect(await page.locator("main").innerText()).not.toMatch(/\bNaN\b|\bundefined\b|\[object |reports\./);
        if (look.lang === "en") {
          // What the report says is in the report's language, and says so.
          const own = await page.locator("main :is(h2, th, label, button, dt, summary):not([data-anchor])").evaluateAll((all) => all.filter((one) => !one.closest("[lang=zh-CN], [data-text], [data-chart=report-gaps]")).map((one) => one.textContent ?? ""));
          expect(own.join(" ").match(/[一-龥]+/g) ?? [], "English leaves no Chinese behind").toEqual([]);
        }
        expect(await smallestText(page)).toBeGreaterThanOrEqual(11);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign).toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}

test("the calendar says what is due and late, and leads to a draft by keys alone", async ({ page, request }) => {
  await open(page, "/");
  await page.keyboard.press("g");
  await page.keyboard.press("z");
  await expect(page).toHaveURL(/\/reports/);
  const days = (await (await request.get(`${kApi}/reports/calendar`, { params: { months: "3", months_back: "3" } })).json()).data as { report: string; period: string; days_left: number }[];
  const late = days.find((one) => one.report === "monthly" && one.days_left < 0)!;
  await expect(page.locator(`[data-due="monthly ${late.period}"]`)).toContainText(`逾期 ${-late.days_left} 天`);
  const next = days.find((one) => one.days_left > 3)!;
  await expect(page.locator(`[data-due="${next.report} ${next.period}"]`)).toContainText(`还有 ${next.days_left} 天`);
  await page.locator(`[data-due="monthly ${late.period}"]`).getByRole("button", { name: /新建草稿/ }).press("Enter");
  const form = page.getByTestId("draft-form");
  await expect(form.getByTestId("draft-report")).toHaveValue("monthly");
  await expect(form.getByTestId("draft-period")).toHaveValue(late.period);
  await form.getByTestId("draft-period").selectOption(kMonth);
  await form.getByTestId("draft-region").selectOption(kRegion);
  await form.getByTestId("draft-make").press("Enter");
  await expect(page).toHaveURL(new RegExp(`/reports/${kId}`));
  await read(page);
  await expect(page.getByTestId("state")).toContainText("草稿");
  await expect(page.locator("h1")).toContainText("广东");
});

test("what is there already is not made twice: the answer leads to it", async ({ page }) => {
  await open(page, "/reports");
  await page.getByTestId("draft").click();
  const form = page.getByTestId("draft-form");
  await form.getByTestId("draft-report").selectOption("monthly");
  await form.getByTestId("draft-period").selectOption(kMonth);
  await form.getByTestId("draft-region").selectOption(kRegion);
  await form.getByTestId("draft-make").click();
  await expect(form.getByTestId("fault")).toContainText("状态不允许");
  await form.getByRole("link", { name: "打开已有的这份" }).click();
  await expect(page).toHaveURL(new RegExp(`/reports/${kId}`));
});

test("the shelf is filtered by kind, scope, period and state, in the address; a row leads to its report", async ({ page }) => {
  await open(page, `/reports?report=monthly&scope=${kRegion}&period=${kMonth}&state=draft`);
  await expect(page.getByTestId("shelf").locator("tbody tr")).toHaveCount(1);
  await page.getByTestId("by-state-withdrawn").click();
  await expect(page).toHaveURL(/state=withdrawn/);
  await expect(page.getByText("没有符合条件的报告")).toBeVisible();
  await page.getByTestId("clear").click();
  await expect(page).not.toHaveURL(/state=|scope=/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("[data-chart=reports]").getByRole("button", { name: /下载 CSV/ }).click()]);
  expect(readFileSync((await file.path())!, "utf8")).toContain(kMonth);
  await row(page, kShown).getByRole("link").first().press("Enter");
  await expect(page).toHaveURL(new RegExp(`/reports/${kShown}`));
});

test("the preview runs nothing, is scrolled by the outline, and shows which figures come from the data", async ({ page }) => {
  await open(page, `/reports/${kShown}`);
  await read(page);
  expect(await page.getByTestId("page").getAttribute("sandbox")).toBe("allow-same-origin");
  // Whatever stood in a report, it would not run.
  const ran = await page.getByTestId("page").evaluate(async (frame: HTMLIFrameElement) => {
    const script = frame.contentDocument!.createElement("script");
    script.textContent = "document.title = 'ran'; top.ran = true;";
    frame.contentDocument!.body.append(script);
    await new Promise((done) => setTimeout(done, 200));
    return (window as unknown as { ran?: boolean }).ran ?? frame.contentDocument!.title === "ran";
  }).catch(() => false);
  expect(ran).toBe(false);
  const scrolled = () => page.getByTestId("page").evaluate((frame: HTMLIFrameElement) => frame.contentWindow!.scrollY);
  expect(await scrolled()).toBe(0);
  await page.getByTestId("outline").getByRole("button").nth(2).press("Enter");
  await expect.poll(scrolled).toBeGreaterThan(100);
  await page_(page).locator("nav a").first().click();
  await expect.poll(() => page_(page).locator("#heading-1").evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(40);
  await expect(page, "a link within stays within").toHaveURL(new RegExp(`/reports/${kShown}`));
  await page.getByTestId("mark-facts").click();
  await expect(page_(page).locator("[data-fact]").first()).toHaveAttribute("title", /\w+\.\w+/);
});

test("a text is edited with its facts, says what was typed, and is had back as drafted", async ({ page, request }) => {
  await open(page, `/reports/${kId}`);
  await read(page);
  const summary = text(page, "summary");
  await expect(summary.locator("[data-fact='mobile_v6_traffic_share.value'], [data-fact='T1.value']").first()).toHaveText(/\d+\.\d\d%/);
  const drafted = await summary.locator(".words").innerText();
  await summary.getByTestId("edit").press("Enter");
  const area = summary.getByTestId("area");
  await expect(area).toBeFocused();
  await area.fill("占比为{T1.worth}。");
  await expect(summary.getByTestId("lacking")).toContainText("{T1.worth}");
  await expect(summary.getByTestId("save")).toBeDisabled();
  await area.fill("本月占比为，比88.8%少。");
  await area.evaluate((one: HTMLTextAreaElement) => one.setSelectionRange(5, 5));
  await summary.getByTestId("insert").selectOption("T1.value");
  await expect(area).toHaveValue("本月占比为{T1.value}，比88.8%少。");
  await page.reload();
  await read(page);
  await expect(area, "what was typed outlives a reload").toHaveValue("本月占比为{T1.value}，比88.8%少。");
  await area.press("Control+Enter");
  await expect(summary.getByTestId("told")).toContainText("已保存");
  await expect(summary.getByTestId("typed")).toContainText("88.8%");
  await expect(page.getByTestId("typed-all")).toContainText("88.8%");
  await expect(summary).toContainText("已改写");
  await expect(page_(page).locator("main")).toContainText(/本月占比为\d+\.\d\d%，比88\.8%少。/);
  expect((await issueOf(request, kId)).texts.find((one: { block: string }) => one.block === "summary").text).toBe("本月占比为{T1.value}，比88.8%少。");
  await summary.getByTestId("reset").click();
  await expect(summary.getByTestId("told")).toContainText("已恢复为原文");
  expect(await summary.locator(".words").innerText()).toBe(drafted);
});

test("two who edit one text lose nothing: both stand side by side until one is chosen", async ({ page, request }) => {
  const issue = await issueOf(request, kEditor);
  const [first, second] = issue.texts.map((one: { block: string }) => one.block) as string[];
  await open(page, `/reports/${kEditor}`);
  await read(page);
  const mine = text(page, first!);
  await mine.getByTestId("edit").click();
  await mine.getByTestId("area").fill("我的：{period}。");
  await editElsewhere(request, kEditor, first!, "别人的：{scope}。");
  await mine.getByTestId("save").click();
  const conflict = mine.getByTestId("conflict");
  await expect(conflict).toContainText("别人的：广东");
  await expect(conflict).toContainText("我的：");
  await expect(mine.getByTestId("area")).toHaveValue("我的：{period}。");
  expect((await issueOf(request, kEditor)).texts[0].text, "nothing was overwritten").toBe("别人的：{scope}。");
  await conflict.getByTestId("take-theirs").click();
  await expect(mine.locator(".words").first()).toHaveText("别人的：广东。");
  await mine.getByTestId("kept").locator("summary").click();
  await expect(mine.getByTestId("kept")).toContainText("我的：{period}。");
  await mine.getByTestId("kept").getByRole("button").click();
  await mine.getByTestId("save").click();
  await expect(mine.getByTestId("told")).toContainText("已保存");

  await mine.getByTestId("edit").click();
  await mine.getByTestId("area").fill("再改：{period}。");
  await editElsewhere(request, kEditor, first!, "又是别人：{scope}。");
  await mine.getByTestId("save").click();
  await mine.getByTestId("keep-mine").click();
  await expect(mine.getByTestId("told")).toContainText("已保存");
  expect((await issueOf(request, kEditor)).texts[0].text).toBe("再改：{period}。");

  // Another text that moved on is nobody's conflict.
  if (second) {
    await mine.getByTestId("edit").click();
    await mine.getByTestId("area").fill("三改：{period}。");
    await editElsewhere(request, kEditor, second, "另一段{scope}。");
    await mine.getByTestId("save").click();
    await expect(mine.getByTestId("told")).toContainText("已保存");
    await expect(text(page, second).locator(".words")).toHaveText("另一段广东。");
  }
});

test("a refused call says why and keeps what was typed", async ({ page }) => {
  await open(page, `/reports/${kEditor}`);
  await read(page);
  const mine = page.locator("[data-text]").first();
  await mine.getByTestId("edit").click();
  await mine.getByTestId("area").fill("不会丢：{scope}。");
  await page.route("**/texts/*", (route) => route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ title: "Forbidden", status: 403, detail: "not of this account" }) }));
  await mine.getByTestId("save").click();
  await expect(mine.getByTestId("fault")).toContainText("当前账号无权这样做：not of this account");
  await expect(mine.getByTestId("area")).toHaveValue("不会丢：{scope}。");
  await mine.getByTestId("cancel").click();
  await expect(mine.getByTestId("kept")).toContainText("不会丢");
});

test("who may not write sees no button", async ({ page }) => {
  await page.route("**/api/v1/session", (route) => route.fulfill({ json: { account: "looks", title: "看", local: false, all: true, regions: [], owners: [], may_write: false, sees_sensitive: false } }));
  await open(page, "/reports");
  await expect(row(page, kId).first()).toBeVisible();
  await expect(page.getByTestId("draft")).toHaveCount(0);
  await open(page, `/reports/${kId}`);
  await read(page);
  for (const name of ["publish", "correct", "withdraw", "edit", "reset", "do-check"]) await expect(page.getByTestId(name), name).toHaveCount(0);
});

test("check, publish with what is frozen, files, and the link that stays true", async ({ page, request }) => {
  test.slow(); // Every format is printed.
  // A figure that moves after the draft was looked at.
  const moved = await request.post(`${kApi}/registry/imports`, {
    params: { kind: "traffic_by_province", file: "more.csv", dry_run: "false", reason: "更正", explanation: "更正" }, headers: { "content-type": "text/csv" },
    data: `month,region,operator,lte,lte_ipv6\n${kMonth},${kRegion},china_mobile,200,141\n`,
  });
  expect(moved.status(), await moved.text()).toBeLessThan(300);
  await open(page, `/reports/${kId}`);
  await read(page);
  await expect(page.getByTestId("moved-mark")).toContainText("处有变动");
  await page.getByTestId("publish").click();
  const form = page.getByTestId("publish-form");
  await expect(form.getByTestId("frozen")).toContainText(String((await issueOf(request, kId)).as_of_commit));
  await form.getByTestId("publish-sure").check();
  await expect(form.getByTestId("do-publish"), "nobody publishes what nobody looked at").toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("moved").locator("tbody tr").first()).toBeVisible();
  await page.getByTestId("do-check").click();
  await expect(page.getByTestId("check").getByTestId("told")).toContainText("已记下");
  await expect(page.getByTestId("moved-mark")).toContainText("与上次核对一致");
  await page.getByTestId("publish").click();
  await form.getByTestId("publish-number").fill("〔测试〕1号");
  await form.getByTestId("publish-sure").check();
  await form.getByTestId("do-publish").click();
  await expect(page.getByTestId("done")).toContainText("〔测试〕1号");
  await expect(page.getByTestId("state")).toContainText("已发布");
  const now = await issueOf(request, kId);
  await expect(page.getByTestId("sum")).toHaveText(now.sha256);
  await expect(page.getByTestId("edit")).toHaveCount(0);
  for (const format of ["docx", "pdf", "xlsx", "html", "json"]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`file-${format}`).click()]);
    expect(file.suggestedFilename()).toBe(`${kId}-v1.${format}`);
  }
  await page.getByTestId("do-verify").click();
  await expect(page.getByTestId("verification")).toContainText("一致");
  await page.getByTestId("cite").click();
  await expect(page.getByTestId("citation")).toContainText(now.sha256);
  await expect(page.getByTestId("citation")).toContainText(`/reports/${kId}?version=1`);
});

test("a file is held against what was published", async ({ page, request }) => {
  const html = await (await request.get(`${kApi}/reports/${kId}/file`, { params: { format: "html", version: "1" } })).body();
  await open(page, "/reports");
  await page.getByTestId("verify-file").setInputFiles({ name: "got.html", mimeType: "text/html", buffer: html });
  await expect(page.getByTestId("file-verified")).toContainText("一致");
  await expect(page.getByTestId("file-verified")).toContainText(kId);
  await page.getByTestId("verify-file").setInputFiles({ name: "other.html", mimeType: "text/html", buffer: Buffer.from("nothing of ours") });
  await expect(page.getByText("other.html：不是这里发布过的报告文件")).toBeVisible();
});

test("switched on it is everybody's, switched off nobody else's", async ({ page, request }) => {
  expect((await request.get(`/public/reports/${kId}`)).status()).toBe(404);
  await open(page, `/reports/${kId}`);
  await read(page);
  const toggle = page.getByTestId("do-public");
  await expect(toggle).toHaveAttribute("aria-checked", "false");
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-checked", "true");
  await expect(page.getByTestId("public-page")).toHaveAttribute("href", `/public/reports/${kId}`);
  expect((await request.get(`/public/reports/${kId}`)).status()).toBe(200);
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-checked", "false");
  expect((await request.get(`/public/reports/${kId}`)).status()).toBe(404);
});

test("a correction is a new version that lists its cells; the old one stays, and its link too", async ({ page, request }) => {
  test.slow(); // Every format is printed.
  await open(page, `/reports/${kId}`);
  await read(page);
  await page.getByTestId("correct").click();
  await page.getByTestId("do-it").click();
  await expect(page.getByTestId("lacking")).toBeVisible();
  await page.getByTestId("reason").fill("广东数据重述");
  await page.getByTestId("do-it").click();
  await expect(page).toHaveURL(/version=2/);
  await read(page);
  await expect(page.getByTestId("state")).toContainText("草稿");
  await text(page, "summary").getByTestId("edit").click();
  await text(page, "summary").getByTestId("area").fill("更正后占比为{T1.value}。");
  await text(page, "summary").getByTestId("save").click();
  await expect(text(page, "summary").getByTestId("told")).toContainText("已保存");
  await page.getByTestId("publish").click();
  await page.getByTestId("publish-sure").check();
  if (await page.getByTestId("publish-moved").count()) await page.getByTestId("publish-moved").check();
  await page.getByTestId("do-publish").click();
  await expect(page.getByTestId("state")).toContainText("已更正");
  await expect(page.getByTestId("report-corrections")).toContainText("更正后占比为");
  await expect(page.getByTestId("versions").locator("tbody tr")).toHaveCount(2);
  await page.getByTestId("versions").getByRole("link", { name: "v1" }).click();
  await expect(page).toHaveURL(/version=1/);
  await read(page);
  await expect(page_(page).locator("main")).not.toContainText("更正后占比为");
  await expect(page.getByText("这不是最新版")).toBeVisible();
  await expect(page.getByTestId("sum")).toHaveText((await issueOf(request, kId, "1")).sha256);
  await open(page, `/reports?report=monthly&scope=${kRegion}&state=corrected`);
  await expect(row(page, kId)).toHaveCount(1);
  await page.getByTestId("by-state-any").click();
  await page.getByTestId("former").click();
  await expect(row(page, kId)).toHaveCount(2);
});

test("what is withdrawn says why, and its snapshot stays", async ({ page }) => {
  await open(page, `/reports/${kId}`);
  await read(page);
  await page.getByTestId("withdraw").click();
  await page.getByTestId("reason").fill("表式有误");
  await page.getByTestId("do-it").click();
  await expect(page.getByTestId("state")).toContainText("已撤回");
  await expect(page.getByTestId("reason-said")).toHaveText("表式有误");
  await expect(page.getByTestId("withdraw")).toHaveCount(0);
  await expect(page_(page).locator("main")).toContainText("更正后占比为");
});

test("what is not there is said", async ({ page }) => {
  await open(page, "/reports/monthly-1999-01-100000-zh");
  await expect(page.getByText("没有找到")).toBeVisible();
});
