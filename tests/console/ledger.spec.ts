import { chart, open, settled } from "./console";
import { expect, test, type APIRequestContext, type Page } from "./playwright";
import { endedMonth, growingRegion, kApi, seedRegistry, verdicts } from "./registry_seed";

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedRegistry(request);
  await request.dispose();
});

const parameters = (page: Page) => new URL(page.url()).searchParams;

test("job 8: 去NAT, a region, its waterfall, a bar, the devices behind it", async ({ page, request }) => {
  const { region, name } = await growingRegion(request);
  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: "去NAT总览" }).click();
  await settled(page);
  await expect(page.locator(`[data-test=state-map] [data-region="${region}"]`)).toHaveAttribute("data-answer", "not_met");
  await page.locator(`[data-test=state-map] [data-region="${region}"]`).click();
  await expect(page).toHaveURL(new RegExp(`region=${region}`));
  await settled(page);
  await expect(page.getByTestId("facts")).toContainText("仍在增长");
  await expect(chart(page, "waterfall")).toContainText(`容量变化 · ${name}`);
  await expect(chart(page, "waterfall")).toContainText("期初加各项变化等于期末");
  // The second bar: opening stands first, what came to it next.
  const box = (await chart(page, "waterfall").locator("canvas").first().boundingBox())!;
  const bars = (await chart(page, "waterfall").getByTestId("parts").locator("[data-part]").count()) + 2;
  const left = box.x + box.width * 0.075;
  await expect(async () => {
    for (const down of [0.2, 0.3, 0.4, 0.5]) {
      if (parameters(page).get("part")) break;
      await page.mouse.click(left + ((box.width * 0.91) / bars) * 1.5, box.y + box.height * down);
      await page.waitForURL(/part=/, { timeout: 400 }).catch(() => undefined);
    }
    expect(parameters(page).get("part")).toMatch(/added|expanded/);
  }).toPass();
  const behind = page.getByTestId("behind");
  await expect(behind.locator("tbody tr").first()).toBeVisible();
  await expect(behind).toContainText("+");
  await behind.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/ledger\/devices\/\d+/);
  await expect(page.getByTestId("key")).toHaveAttribute("title", new RegExp(` / ${region.slice(0, 2)}\\d{4} / `));
});

test("the devices behind a bar add up to it, and close again", async ({ page, request }) => {
  const { region, months } = await growingRegion(request);
  await open(page, `/ledger?region=${region}`);
  const part = page.getByTestId("parts").locator("[data-part=expanded]");
  await part.click();
  await expect(part).toHaveAttribute("aria-pressed", "true");
  await settled(page);
  const note = await chart(page, "behind").locator(".note").innerText();
  const told = (await part.locator("b").innerText()).trim();
  expect(note, "the sum beside the title is the bar's").toContain(told);
  const behind = await Promise.all(months.map(async (month) => (await request.get(`${kApi}/ledger/movements`, { params: { month, region, part: "expanded", component: "max_sessions", limit: "10000" } })).json()));
  expect(await page.getByTestId("behind").locator("tbody tr").count()).toBe(behind.reduce((sum, one) => sum + one.data.length, 0));
  await page.getByRole("button", { name: "关闭设备清单" }).click();
  await expect(page.getByTestId("behind")).toHaveCount(0);
  expect(parameters(page).get("part")).toBeNull();
});

test("a link pins its months and what was known; a device behind a figure is shown as it was known with it", async ({ page, context, request }) => {
  const { region } = await growingRegion(request);
  await open(page, `/ledger?region=${region}&part=expanded`);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "复制固定链接" }).click();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams;
  const known = copied.get("as_of_commit");
  expect(known).toMatch(/^\d+$/);
  expect(copied.get("months")).toMatch(/^\d{4}-\d{2}\.\.\d{4}-\d{2}$/);
  await page.getByTestId("behind").getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`as_of_commit=${known}`));
  const month = parameters(page).get("month")!;
  expect(month).toMatch(/^\d{4}-\d{2}$/);
  await expect(page.getByTestId("device-of")).toContainText(`${month} 月末、截至提交 ${known}`);
});

test("components are switched and never added up; region, operator and months live in the address", async ({ page }) => {
  await open(page, "/ledger");
  const level = page.getByTestId("facts").locator("b").first();
  const sessions = await level.innerText();
  await page.getByRole("radio", { name: "吞吐量" }).click();
  await expect(page).toHaveURL(/component=design_throughput/);
  await expect(level).not.toHaveText(sessions);
  await expect(level).toContainText("bit/s");
  await page.getByTestId("operator").selectOption("china_mobile");
  await expect(page).toHaveURL(/operator=china_mobile/);
  await settled(page);
  await expect(chart(page, "capacity")).toContainText("中国移动");
  await page.getByTestId("class").selectOption("ds_lite");
  await expect(page).toHaveURL(/class=ds_lite/);
  await expect(chart(page, "capacity"), "DS-Lite has totals of its own").toContainText("DS-Lite");
  await page.getByTestId("class").selectOption("");
  const from = endedMonth(5);
  await page.getByLabel("起始月").first().fill(from);
  await page.getByLabel("起始月").first().blur();
  await expect(page).toHaveURL(new RegExp(`months=${from}\\.\\.`));
  await page.goBack();
  await expect.poll(() => parameters(page).get("months")).toBeNull();
});

test("both readings of every region are the server's, with corrections beside; not to know is a state of its own", async ({ page, request }) => {
  const kWords: Record<string, string> = { met: "已停止增长", not_met: "仍在增长", cannot_tell: "无法判断", no_data: "无数据" };
  const { rows } = await verdicts(request);
  await open(page, "/ledger");
  const table = page.getByTestId("verdicts");
  await expect(table.locator("tbody tr")).toHaveCount(rows.length);
  for (const { group, verdict } of rows) {
    const cells = table.locator(`tr[data-region="${group.region}"] td`);
    await expect(cells.nth(4), group.region).toContainText(kWords[verdict.above_reference.answer]!);
    await expect(cells.nth(5), group.region).toContainText(kWords[verdict.month_on_month.answer]!);
    if (verdict.month_on_month.answer !== verdict.month_on_month.with_corrections) await expect(cells.nth(5)).toContainText("含更正");
  }
  await expect(page.locator('[data-test=state-map] [data-region="710000"]')).toHaveAttribute("data-answer", "no_data");
  await expect(page.locator('[data-test=state-map] [data-region="710000"]')).toHaveAttribute("aria-label", /无数据/);
  await page.getByRole("radio", { name: "逐月不增" }).click();
  await expect(page).toHaveURL(/reading=month_on_month/);
  const grew = rows.find((one) => one.verdict.month_on_month.answer === "not_met")!.group.region;
  await expect(page.locator(`[data-test=state-map] [data-region="${grew}"]`)).toHaveAttribute("data-answer", "not_met");
  await table.locator(`tr[data-region="${grew}"]`).getByRole("button").click();
  await expect(page).toHaveURL(new RegExp(`region=${grew}`));
  await expect(page.getByTestId("ledger-line")).toContainText("推断，非官方口径");
});

test("a month that is not over is marked, and one that has not begun is no fact", async ({ page }) => {
  const month = (ahead: number) => {
    const day = new Date(Date.now() + 8 * 3_600_000);
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + ahead, 1)).toISOString().slice(0, 7);
  };
  for (const [ahead, words] of [[0, "尚未结束"], [2, "尚未开始"]] as const) {
    await open(page, `/ledger?months=${month(-3)}..${month(ahead)}`);
    await expect(page.getByTestId("ledger-line")).toContainText(`${month(ahead)} ${words}`);
  }
});

test("the tiles are walked by arrow keys and opened by Enter", async ({ page }) => {
  await open(page, "/ledger");
  await page.locator('[data-test=state-map] [data-region="440000"]').focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.locator('[data-test=state-map] [data-region="440000"]')).not.toBeFocused();
  await page.locator('[data-test=state-map] [data-region="440000"]').focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/region=440000/);
});

test("every figure stands in a table and a file too", async ({ page }) => {
  await open(page, "/ledger");
  for (const id of ["capacity", "waterfall", "plan"]) {
    await chart(page, id).getByRole("button", { name: /表格/ }).click();
    await expect(chart(page, id).getByRole("table")).toBeVisible();
  }
  await expect(page).toHaveURL(/tables=/);
  const [file] = await Promise.all([page.waitForEvent("download"), chart(page, "verdicts").getByRole("button", { name: /CSV/ }).click()]);
  expect(file.suggestedFilename()).toContain("sixscope-verdicts");
});

// Says that a device could always hold one session more than was written: a reason to restate.
async function correctADevice(request: APIRequestContext, since: string): Promise<void> {
  const device = (await (await request.get(`${kApi}/registry/objects/nat44_device`, { params: { limit: "1", where: "status=in_service", order: "-max_sessions" } })).json()).data[0];
  const done = await request.patch(`${kApi}/registry/objects/nat44_device/${device.id}`, {
    headers: { "If-Match": `"${device.version}"` },
    data: { set: { max_sessions: device.fields.max_sessions + 1 }, reason: "误填", nature: "correction", effective: since, explanation: "误填" },
  });
  expect(done.status(), await done.text()).toBe(200);
}

test("a month is frozen with a reason, and once more as its next version that says what it corrected", async ({ page, request }) => {
  await open(page, "/ledger/freezes");
  const rows = page.getByTestId("freezes").locator("tbody tr");
  const before = (await page.getByTestId("freezes").count()) ? await rows.count() : 0;
  await page.getByTestId("freeze").click();
  const dialog = page.getByRole("dialog");
  const month = endedMonth(2);
  await dialog.getByLabel("月份").fill(month);
  await dialog.getByRole("button", { name: /冻结月份|重述/ }).click();
  await expect(dialog).toContainText("请填写原因");
  await dialog.getByTestId("reason").fill("季度报送");
  await dialog.getByRole("button", { name: /冻结月份|重述/ }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(rows).toHaveCount(before + 1);
  const mine = rows.filter({ hasText: month }).first();
  await expect(mine).toContainText("可重现");
  await correctADevice(request, `${month}-15T00:00:00Z`);
  await mine.getByRole("button", { name: "重述" }).click();
  await page.getByRole("dialog").getByTestId("reason").fill("更正后重述");
  await page.getByRole("dialog").getByRole("button", { name: "重述" }).click();
  await expect(rows).toHaveCount(before + 2);
  await expect(rows.filter({ hasText: month }).first()).toContainText("更正后重述");
  await expect(rows.filter({ hasText: month }).nth(1)).toContainText("旧版");
  const corrected = page.getByTestId("freeze-changes").locator("tbody tr");
  await expect(corrected).toHaveCount(1);
  await expect(corrected).toContainText("会话");
  await expect(page).toHaveURL(new RegExp(`version=${month}\\.2`));
});

test("no device is no zero, and a server that fails says so", async ({ page }) => {
  await open(page, "/ledger?region=710000");
  await expect(chart(page, "capacity")).toContainText("没有计入的设备");
  await expect(page.getByTestId("facts")).not.toContainText("仍在增长");
  await page.route("**/api/v1/ledger/capacity?*", (route) => route.abort());
  await page.goto("/ledger?lang=zh");
  await expect(chart(page, "capacity").getByRole("alert")).toContainText("连不上服务器");
  await page.unroute("**/api/v1/ledger/capacity?*");
  await chart(page, "capacity").getByRole("button", { name: "再试一次" }).click();
  await expect(chart(page, "capacity").locator("canvas").first()).toBeVisible();
});

test("shortcuts lead to the ledger's pages", async ({ page }) => {
  await open(page, "/ledger");
  for (const [key, path] of [["l", "/ledger/devices"], ["f", "/ledger/freezes"], ["i", "/imports"], ["n", "/organisations"], ["r", "/regions"], ["b", "/registry"], ["w", "/account"], ["d", "/ledger"]] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).pathname).toBe(path);
  }
});
