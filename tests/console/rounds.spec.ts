// Submission rounds: the desk of who has to answer, and the matrix of who reviews.
import { axeFindings, kSizes, open, settled, smallestText, watch } from "./console";
import { expect, test, type APIRequestContext, type Page } from "./playwright";
import { endedMonth, kApi } from "./registry_seed";

const [kDesk, kPhone] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0]];
const kForm = "traffic_by_use";
const kUnits = ["440000/china_mobile", "440000/china_telecom", "450000/china_mobile"];
// A month of its own: what other tests hand in is none of this one's.
const kMonth = endedMonth(3);
const kRound = `${kForm}-${kMonth}`;

async function handIn(request: APIRequestContext, ...rows: string[]): Promise<void> {
  const response = await request.post(`${kApi}/registry/imports`, {
    params: { kind: kForm, file: "use.csv", dry_run: "false", reason: "例子", explanation: "例子" },
    data: ["month,region,operator,human,human_ipv6", ...rows].join("\n") + "\n", headers: { "content-type": "text/csv" },
  });
  expect(response.status(), await response.text()).toBeLessThan(300);
}
const row = (month: string, unit: string, human: number) => `${month},${unit.replace("/", ",")},${human},${(human / 2).toFixed(2)}`;

test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const opened = await request.post(`${kApi}/rounds`, { data: { month: kMonth, form: kForm, units: kUnits } });
  expect(opened.status(), await opened.text()).toBeLessThan(300);
  const rows = await (await request.get(`${kApi}/rounds/${kRound}`)).json();
  if (rows.submissions[0].state === "not_opened") {
    await handIn(request, row(endedMonth(4), kUnits[0]!, 1), row(kMonth, kUnits[0]!, 3.2));
  }
  await request.dispose();
});

const panel = (page: Page) => page.getByTestId("submission");
const state = (page: Page) => panel(page).getByTestId("state");

for (const look of [{ ...kDesk, theme: "light", lang: "zh" }, { ...kDesk, theme: "dark", lang: "en" }, { ...kPhone, theme: "light", lang: "en" }]) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });
    for (const path of [`/rounds?round=${kRound}`, `/review?month=${kMonth}&submission=${kRound}.1`]) {
      test(`${path.split("?")[0]} opens, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, path, { theme: look.theme, lang: look.lang });
        await expect(panel(page)).toBeVisible();
        await expect(panel(page).getByTestId("differences")).toBeVisible();
        expect(await page.locator("main").innerText()).not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
        if (look.lang === "en") {
          const own = await page.locator("main h1, main h2, main h3, main th, main button, main label, main .quiet").allInnerTexts();
          expect(own.join(" ").match(/[一-龥]+/g) ?? [], "English leaves no Chinese behind").toEqual([]);
        }
        expect(await smallestText(page)).toBeGreaterThanOrEqual(11);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign).toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}

test("the desk leads from a card to a receipt", async ({ page }) => {
  await open(page, "/rounds");
  const card = page.locator(`[data-round="${kRound}"]`);
  await expect(card).toContainText("应报 3，已报 0");
  await expect(card).toContainText("逾期");
  await card.press("Enter");
  await expect(card).toHaveAttribute("aria-expanded", "true");
  await page.getByTestId("unit").selectOption(kUnits[0]!);
  await expect(state(page)).toContainText("草稿");
  await expect(panel(page).getByTestId("upload")).toHaveAttribute("href", new RegExp(`/imports\\?.*kind=${kForm}`));
  await expect(panel(page).getByTestId("template")).toHaveAttribute("href", new RegExp(`${kForm}/template`));
  await expect(panel(page).getByTestId("remarks").locator("tbody tr"), "three times as much as a month before").toHaveCount(2);
  await panel(page).getByTestId("do-check").click();
  await expect(state(page)).toContainText("已核对");
  await panel(page).getByTestId("do-submit").click();
  await expect(panel(page).getByTestId("fault"), "remarks are to be explained").toContainText("请先写明");
  await panel(page).getByTestId("reason").fill("新增两个地市");
  await panel(page).getByTestId("do-submit").click();
  await expect(state(page)).toContainText("已报送");
  const receipt = panel(page).getByTestId("round-receipts").locator("tbody tr");
  await expect(receipt).toHaveCount(1);
  await expect(receipt).toContainText(kRound);
  await expect(panel(page).getByTestId("history")).toContainText("新增两个地市");
  await expect(card).toContainText("已报 1");
});

test("the matrix shows who is missing, reminds once, and reviews to the end", async ({ page, request }) => {
  await open(page, `/review?month=${kMonth}`);
  const cell = (unit: number) => page.locator(`[data-submission="${kRound}.${unit}"]`);
  await expect(cell(1)).toContainText("已报送");
  await expect(cell(2)).toContainText("未填报");
  await expect(cell(2)).toContainText("逾期");
  await expect(page.getByTestId("matrix").getByRole("rowheader").first()).toBeVisible();
  await page.locator(`[data-remind="${kRound}"]`).click();
  await expect(page.getByTestId("reminded")).toBeVisible();

  await cell(1).press("Enter");
  await expect(state(page)).toContainText("已报送");
  await expect(panel(page).getByTestId("differences")).toContainText("+220.0%");
  await panel(page).getByTestId("do-return").click();
  await expect(panel(page).getByTestId("fault")).toContainText("退回意见");
  await panel(page).getByTestId("reason").fill("IPv6 偏小");
  await panel(page).getByTestId("do-return").click();
  await expect(state(page)).toContainText("已退回");
  await expect(cell(1)).toContainText("已退回");

  await handIn(request, row(kMonth, kUnits[0]!, 3.4));
  await page.reload();
  await settled(page);
  await expect(state(page)).toContainText("草稿");
  await panel(page).getByTestId("do-check").click();
  await expect(state(page)).toContainText("已核对");
  await panel(page).getByTestId("reason").fill("新增两个地市");
  await panel(page).getByTestId("do-submit").click();
  await expect(state(page)).toContainText("已报送");
  await panel(page).getByTestId("do-approve").click();
  await expect(state(page)).toContainText("已通过");
  await panel(page).getByTestId("do-freeze").click();
  await expect(state(page)).toContainText("已冻结");
  await expect(cell(1)).toContainText("已冻结");

  // Frozen is frozen at the import desk, too.
  const refused = await request.post(`${kApi}/registry/imports`, {
    params: { kind: kForm, dry_run: "true", explanation: "例子" }, headers: { "content-type": "text/csv" },
    data: `month,region,operator,human\n${kMonth},440000,china_mobile,3.5\n`,
  });
  expect(await refused.text()).toContain("round_frozen");
  await panel(page).getByTestId("do-restate").click();
  await expect(panel(page).getByTestId("fault")).toContainText("理由");
  await panel(page).getByTestId("reason").fill("一条链路重复计数");
  await panel(page).getByTestId("do-restate").click();
  await expect(state(page)).toContainText("重述中");
  await expect(panel(page)).toContainText("v2");
});

test("both pages are reached by keys and from the navigation", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: "报送轮次" }).click();
  await expect(page).toHaveURL(/\/rounds/);
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/\/review/);
});
