import { open } from "./console";
import { expect, test, type Page } from "./playwright";

const kGuangdong = { account: "gd-mobile", title: "中国移动广东公司", local: false, all: false, regions: ["440000"], owners: ["china_mobile"], may_write: false, sees_sensitive: false };
const refusal = (status: number, detail: string) => ({ status, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "x", status, detail }) });

/** A server with accounts in the place of this one, which has none: nobody is signed in at first. */
async function withAccounts(page: Page): Promise<void> {
  let who: typeof kGuangdong | null = null;
  await page.route("**/api/v1/session", async (route) => {
    const method = route.request().method();
    if (method === "POST") {
      if (route.request().postDataJSON().token !== "right") return route.fulfill(refusal(401, "the token is over"));
      who = kGuangdong;
      return route.fulfill({ json: who });
    }
    if (method === "DELETE") {
      who = null;
      return route.fulfill({ status: 204 });
    }
    return who ? route.fulfill({ json: who }) : route.fulfill(refusal(401, "sign in"));
  });
  await page.route(/\/api\/v1\/(registry|ledger|polling)\//, (route) => (who ? route.fallback() : route.fulfill(refusal(401, "sign in"))));
}

test("signing in by a token, what the account may, and signing out", async ({ page }) => {
  await withAccounts(page);
  await open(page, "/ledger");
  await expect(page.getByText("需要登录").first()).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "账号" }).first().click();
  await expect(page.getByTestId("must-sign-in")).toBeVisible();
  await page.getByLabel("访问令牌").fill("wrong");
  await page.getByTestId("sign-in").getByRole("button", { name: "登录" }).click();
  await expect(page.getByTestId("sign-in").getByRole("alert")).toContainText("令牌不对");
  await page.getByLabel("访问令牌").fill("right");
  await page.getByTestId("sign-in").getByRole("button", { name: "登录" }).click();
  const who = page.getByTestId("who");
  await expect(who).toContainText("中国移动广东公司");
  await expect(who).toContainText("广东");
  await expect(who).toContainText("中国移动");
  await expect(who).toContainText("只读");
  await expect(page.getByLabel("访问令牌")).toHaveCount(0);
  await page.getByRole("navigation").getByRole("link", { name: "去NAT总览" }).click();
  await expect(page.getByTestId("ledger-line")).toContainText("仅账号 gd-mobile 可见的范围");
  await page.getByRole("navigation").getByRole("link", { name: "设备台账" }).click();
  await expect(page.getByTestId("grid")).toBeVisible();
  await expect(page.getByRole("button", { name: "新建" }), "who may not write is not asked to").toHaveCount(0);
  await page.getByRole("banner").getByRole("link", { name: /gd-mobile/ }).click();
  await page.getByTestId("sign-out").click();
  await expect(page.getByTestId("must-sign-in")).toBeVisible();
});

test("who asks from this machine is local, and may all", async ({ page }) => {
  await open(page, "/account?lang=en");
  await expect(page.getByTestId("who")).toContainText("User of this machine");
  await expect(page.getByTestId("who")).toContainText("All regions");
});

test("what lies outside an account's rights is said in words", async ({ page }) => {
  await page.route("**/api/v1/ledger/freezes", (route) => route.fulfill(refusal(403, "no")));
  await open(page, "/ledger/freezes");
  await expect(page.getByText("当前账号无此权限")).toBeVisible();
  await page.route("**/api/v1/registry/objects/nat44_device/99999999*", (route) => route.fulfill(refusal(404, "no such object")));
  await open(page, "/ledger/devices/99999999");
  await expect(page.getByText("没有找到")).toBeVisible();
});
