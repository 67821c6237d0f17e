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
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(0);
    await open(second, "/ledger/devices?lang=en");
    await openBox(second);
    await expect(box(second)).toContainText("None yet");
    await second.context().close();
  });

  test("what a browser kept by itself is moved to the account once", async ({ page }) => {
    await open(page, "/ledger/devices?q=新");
    await save(page, "重名");
    await page.evaluate(() => localStorage.setItem("sixscope.filters.nat44_device", JSON.stringify([{ name: "旧的", query: { q: "旧", where: "status=in_service" } }, { name: "重名", query: { q: "另一个" } }])));
    await open(page, "/ledger/devices");
    await openBox(page);
    await expect(page.getByTestId("saved-in-browser")).toContainText("旧的、重名");
    await box(page).getByRole("button", { name: "移入当前账号" }).click();
    await expect(page.getByTestId("saved-in-browser")).toHaveCount(0);
    await expect(page.getByTestId(kOwn).getByRole("listitem")).toHaveCount(3);
    await expect(page.getByTestId(kOwn)).toContainText("重名 (2)");
    expect(await page.evaluate(() => localStorage.getItem("sixscope.filters.nat44_device"))).toBeNull();
    await page.getByTestId(kOwn).getByRole("button", { name: "旧的", exact: true }).click();
    await expect.poll(() => parameters(page).get("where")).toBe("status=in_service");
    expect(parameters(page).get("q")).toBe("旧");
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
