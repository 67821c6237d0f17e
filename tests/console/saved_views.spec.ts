// Saved filters: they are the account's, whatever the browser, and others' where they are shared.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { open } from "./console";
import { expect, test, type APIRequestContext, type Browser, type Page } from "./playwright";

const kOwn = "saved-own";
const kOthers = "saved-others";
const box = (page: Page) => page.getByRole("dialog");
const parameters = (page: Page) => new URL(page.url()).searchParams;

async function openBox(page: Page): Promise<void> {
  await page.getByTestId("saved-filters").click();
  await expect(box(page)).toBeVisible();
}
async function save(page: Page, name: string, isShared = false): Promise<void> {
  await openBox(page);
  await box(page).getByLabel("给当前筛选起名").fill(name);
  if (isShared) await box(page).getByLabel("共享", { exact: true }).check();
  await box(page).getByRole("button", { name: "保存" }).click();
  await expect(box(page)).toHaveCount(0);
}
/** What other tests kept is none of these tests' business. */
async function clear(request: APIRequestContext): Promise<void> {
  for (const { page, name } of (await (await request.get("/api/v1/views")).json()).data) {
    expect((await request.delete(`/api/v1/views/${page}/${encodeURIComponent(name)}`)).status()).toBe(204);
  }
}
/** Another browser: nothing of the first is in it. */
async function another(browser: Browser, baseURL: string | undefined): Promise<Page> {
  return (await browser.newContext({ baseURL, locale: "zh-CN" })).newPage();
}

test.describe("of one account", () => {
  test.beforeEach(({ request }) => clear(request));
  test.afterEach(({ request }) => clear(request));

  test("what one browser saves another has; it is replaced only when that was said, and deleted in both", async ({ page, browser, baseURL }) => {
    await open(page, "/ledger/devices?q=CGN&order=-max_sessions&columns=name,operator");
    await save(page, " 我的/筛选 ");
    await expect(page.getByTestId("saved-filters")).toContainText("我的/筛选");
    const second = await another(browser, baseURL);
    await open(second, "/ledger/devices");
    await openBox(second);
    await second.getByTestId(kOwn).getByRole("button", { name: "我的/筛选", exact: true }).click();
    await expect.poll(() => parameters(second).get("q")).toBe("CGN");
    expect(parameters(second).get("order")).toBe("-max_sessions");
    expect(parameters(second).get("columns")).toBe("name,operator");
    await expect(second.getByTestId("saved-filters"), "it is in force").toContainText("我的/筛选");
    // Of another kind it is not.
    await open(second, "/registry/link");
    await openBox(second);
    await expect(second.getByTestId(kOwn).getByRole("listitem")).toHaveCount(0);

    await open(second, "/ledger/devices?q=GW");
    await openBox(second);
    await box(second).getByLabel("给当前筛选起名").fill("我的/筛选");
    await box(second).getByRole("button", { name: "保存" }).click();
    await expect(second.getByTestId("saved-there")).toContainText("我的/筛选");
    const kept = async () => (await (await second.request.get("/api/v1/views?page=nat44_device")).json()).data[0].content;
    expect(await kept(), "nothing was replaced yet").toContain("q=CGN");
    await box(second).getByRole("button", { name: "替换" }).click();
    await expect(box(second)).toHaveCount(0);
    expect(await kept()).toBe("q=GW");

    await open(page, "/ledger/devices");
    await openBox(page);
    await box(page).getByRole("button", { name: "删除“我的/筛选”" }).click();
    await expect(page.getByTestId(kOwn).getByRole("listitem"), "it asks first").toHaveCount(1);
    await box(page).getByRole("button", { name: "确认删除“我的/筛选”" }).click();
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(0);
    await open(second, "/ledger/devices?lang=en");
    await openBox(second);
    await expect(box(second)).toContainText("None yet");
    await second.context().close();
  });

  test("one that is shared stays so when it is replaced, unless that is changed", async ({ page }) => {
    await open(page, "/ledger/devices?q=a");
    await save(page, "共用", true);
    await open(page, "/ledger/devices?q=b");
    await openBox(page);
    await box(page).getByLabel("给当前筛选起名").fill("共用");
    await box(page).getByRole("button", { name: "保存" }).click();
    await expect(box(page).getByLabel("共享", { exact: true })).toBeChecked();
    await box(page).getByLabel("给当前筛选起名").fill("另一个");
    await expect(box(page).getByLabel("共享", { exact: true }), "that was of the other").not.toBeChecked();
    await box(page).getByLabel("给当前筛选起名").fill("共用");
    await box(page).getByRole("button", { name: "保存" }).click();
    await box(page).getByRole("button", { name: "替换" }).click();
    await expect(box(page)).toHaveCount(0);
    expect((await (await page.request.get("/api/v1/views?page=nat44_device")).json()).data[0]).toMatchObject({ content: "q=b", shared: true });
  });

  test("what a browser kept by itself is moved to the account once", async ({ page }) => {
    await open(page, "/ledger/devices?q=新");
    await save(page, "重名");
    await page.evaluate(() => localStorage.setItem("sixscope.filters.nat44_device", JSON.stringify([{ name: "旧的", query: { q: "旧", where: "status=in_service" } }, { name: "重名", query: { q: "另一个" } }])));
    await open(page, "/ledger/devices");
    await openBox(page);
    await expect(page.getByTestId("saved-in-browser").getByRole("listitem")).toContainText(["旧的", "重名"]);
    await box(page).getByRole("button", { name: "移入当前账号" }).click();
    await expect(page.getByTestId("saved-in-browser")).toHaveCount(0);
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(3);
    await expect(page.getByTestId(kOwn)).toContainText("重名 (2)");
    expect(await page.evaluate(() => localStorage.getItem("sixscope.filters.nat44_device"))).toBeNull();
    await page.getByTestId(kOwn).getByRole("button", { name: "旧的", exact: true }).click();
    await expect.poll(() => parameters(page).get("where")).toBe("status=in_service");
    expect(parameters(page).get("q")).toBe("旧");
  });

  test("one that cannot be moved stays with its reason and is deleted by itself, the others go on", async ({ page }) => {
    const held = [
      { name: "太长", query: { where: "x".repeat(4097) } }, { name: "两个  空格", query: { q: "1" } }, { name: "一家\u{1f468}\u200d\u{1f467}", query: { q: "2" } }, { name: "e\u0301\u202e", query: { q: "3" } },
      { name: "\u00ad", query: { q: "4" } }, { name: "..", query: { q: "5" } }, { name: "长".repeat(90), query: { q: "6" } }, { name: "坏的", query: null },
    ];
    await open(page, "/ledger/devices");
    await page.evaluate((kept) => localStorage.setItem("sixscope.filters.nat44_device", JSON.stringify(kept)), held);
    await open(page, "/ledger/devices?q=x");
    await openBox(page);
    const rest = page.getByTestId("saved-in-browser");
    await expect(rest.getByRole("listitem"), "what is no filter is none").toHaveCount(7);
    await box(page).getByRole("button", { name: "移入当前账号" }).click();
    await expect(rest.getByRole("listitem")).toHaveCount(1);
    await expect(rest.getByRole("alert")).toContainText("“太长”移不进去：筛选内容过长");
    const kept = (await (await page.request.get("/api/v1/views?page=nat44_device")).json()).data as { name: string; content: string }[];
    expect(new Map(kept.map((one) => [one.content, one.name]))).toEqual(new Map([
      ["q=1", "两个 空格"], ["q=2", "一家\u{1f468}\u{1f467}"], ["q=3", "\u00e9"], ["q=4", "未命名"], ["q=5", "未命名 (2)"], ["q=6", "长".repeat(80)],
    ]));
    // Once more moves nothing twice, and says the same.
    await box(page).getByRole("button", { name: "移入当前账号" }).click();
    await expect(rest.getByRole("alert")).toContainText("太长");
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(6);
    await rest.getByRole("button", { name: "从浏览器中删除“太长”" }).click();
    await expect(rest).toHaveCount(0);
    expect(await page.evaluate(() => localStorage.getItem("sixscope.filters.nat44_device"))).toBeNull();
  });

  test("one that the server refuses is named with its words, one that it cannot take now stops the move", async ({ page }) => {
    await open(page, "/ledger/devices");
    await page.evaluate(() => localStorage.setItem("sixscope.filters.nat44_device", JSON.stringify([{ name: "甲", query: { q: "1" } }, { name: "乙", query: { q: "2" } }, { name: "丙", query: { q: "3" } }])));
    const answer = (status: number, zh: string) => ({ status, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "No", status, detail: "no", errors: [], what: { zh, en: "no" } }) });
    await page.route(`**/api/v1/views/nat44_device/${encodeURIComponent("甲")}`, (route) => route.fulfill(answer(400, "名称不行")));
    await page.route(`**/api/v1/views/nat44_device/${encodeURIComponent("丙")}`, (route) => route.fulfill(answer(409, "最多保存 200 个")));
    await open(page, "/ledger/devices?q=x");
    await openBox(page);
    await box(page).getByRole("button", { name: "移入当前账号" }).click();
    await expect(box(page).getByRole("alert").filter({ hasText: "“甲”移不进去：名称不行" })).toBeVisible();
    await expect(box(page).getByRole("alert").filter({ hasText: "最多保存 200 个" })).toBeVisible();
    await expect(page.getByTestId("saved-in-browser").getByRole("listitem")).toContainText(["甲", "丙"]);
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toContainText(["乙"]);
  });

  test("a name that misleads is refused in words, one that is a folder is not sent", async ({ page }) => {
    await open(page, "/ledger/devices?q=x");
    await openBox(page);
    const name = box(page).getByLabel("给当前筛选起名");
    await name.fill("a\u202eb");
    await box(page).getByRole("button", { name: "保存" }).click();
    await expect(box(page).getByRole("alert")).toContainText("改变文字方向");
    await name.fill("\u00ad");
    await box(page).getByRole("button", { name: "保存" }).click();
    await expect(box(page).getByRole("alert")).toContainText("看得见");
    await name.fill(" .. ");
    await expect(box(page).getByRole("alert")).toContainText("不能作名称");
    await expect(box(page).getByRole("button", { name: "保存" })).toBeDisabled();
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(0);
  });

  test("what was left from before there were accounts is marked, and can be deleted", async ({ page }) => {
    let left = [{ account: "local", own: false, page: "nat44_device", name: "旧账", content: "q=1", shared: false, may_delete: true, created: "2026-03-01T00:00:00Z", changed: "2026-03-01T00:00:00Z" }];
    const deleted: string[] = [];
    await page.route("**/api/v1/views?*", (route) => route.fulfill({ json: { data: left } }));
    await page.route("**/api/v1/views/**", (route) => {
      deleted.push(new URL(route.request().url()).search);
      left = [];
      return route.fulfill({ status: 204 });
    });
    await open(page, "/ledger/devices?q=x");
    await openBox(page);
    await expect(page.getByTestId(kOthers)).toContainText("启用账号之前留下");
    await page.getByTestId(kOthers).getByRole("button", { name: "删除“旧账”" }).click();
    await page.getByTestId(kOthers).getByRole("button", { name: "确认删除“旧账”" }).click();
    await expect(page.getByTestId(kOthers)).toHaveCount(0);
    expect(deleted).toEqual(["?account=local"]);
  });

  test("a refusal is said in words", async ({ page }) => {
    await page.route("**/api/v1/views/**", (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Conflict", status: 409, detail: "too many", errors: [], rule: "too_many_views", what: { zh: "最多保存 200 个", en: "at most 200" } }) }));
    await open(page, "/ledger/devices");
    await openBox(page);
    await box(page).getByLabel("给当前筛选起名").fill("a");
    await box(page).getByRole("button", { name: "保存" }).click();
    await expect(box(page).getByRole("alert")).toContainText("最多保存 200 个");
    await page.unroute("**/api/v1/views/**");
  });
});

test.describe("of several accounts", () => {
  let server: ChildProcess;
  let address = "";

  test.beforeAll(async () => {
    const program = process.env.SIXSCOPE_SAMPLE_SERVER;
    expect(program, "accounts need the real server: build sample_server").toBeTruthy();
    server = spawn(program!, ["--port", "0", "--web", "web/dist", "--catalogue", "catalogue", "--accounts", "gd-mobile=china_mobile,bj-mobile=china_mobile,gd-telecom=china_telecom"], { cwd: join(__dirname, "../.."), stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: server.stdout! })) {
      const port = /listening on (\d+)/.exec(line)?.[1];
      if (port) {
        address = `http://127.0.0.1:${port}`;
        break;
      }
    }
    expect(address).not.toBe("");
  });
  test.afterAll(async () => {
    if (server.exitCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  });

  async function signedIn(browser: Browser, account: string): Promise<Page> {
    const page = await another(browser, address);
    expect((await page.request.post("/api/v1/session", { data: { token: `6s_${account}` } })).status()).toBe(200);
    await open(page, "/ledger/devices?order=-key");
    return page;
  }

  test("a shared one is seen by the same organisation, a private one by nobody else", async ({ browser }) => {
    const guangdong = await signedIn(browser, "gd-mobile");
    await save(guangdong, "私有");
    await save(guangdong, "共用", true);
    await openBox(guangdong);
    await expect(guangdong.getByTestId(kOwn).getByRole("listitem")).toHaveCount(2);

    const beijing = await signedIn(browser, "bj-mobile");
    await openBox(beijing);
    await expect(beijing.getByTestId(kOthers)).toContainText("共用");
    await expect(beijing.getByTestId(kOthers)).toContainText("gd-mobile");
    await expect(box(beijing)).not.toContainText("私有");
    await expect(beijing.getByTestId(kOthers).getByRole("button", { name: /删除|共享“/ }), "others' are not theirs to change").toHaveCount(0);
    await open(beijing, "/ledger/devices");
    await openBox(beijing);
    await beijing.getByTestId(kOthers).getByRole("button", { name: "共用", exact: true }).click();
    await expect.poll(() => parameters(beijing).get("order")).toBe("-key");

    const telecom = await signedIn(browser, "gd-telecom");
    await openBox(telecom);
    await expect(box(telecom)).toContainText("还没有保存的筛选");

    // No longer shared, it is gone for the others.
    await guangdong.getByTestId(kOwn).getByRole("button", { name: "共享“共用”" }).click();
    await expect(guangdong.getByTestId(kOwn).getByRole("button", { name: "共享“共用”" })).toHaveAttribute("aria-pressed", "false");
    await open(beijing, "/ledger/devices");
    await openBox(beijing);
    await expect(beijing.getByTestId(kOthers)).toHaveCount(0);
    for (const page of [guangdong, beijing, telecom]) await page.context().close();
  });
});
