import { createHash } from "node:crypto";
import { open } from "./console";
import { expect, test, type Page } from "./playwright";
import { kApi, seedRegistry } from "./registry_seed";

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedRegistry(request);
  await request.dispose();
});

const kHead = "运营商,区域,设备名称,台账类别,状态,最大会话数,设计吞吐量(Gbit/s),峰值会话数,投产日期,测量月份";
const line = (name: string, sessions = "64000000", more: { operator?: string; peak?: string; since?: string } = {}) =>
  [more.operator ?? "中国电信", "440100", name, "NAT444", "在用", sessions, "400", more.peak ?? "42000000", more.since ?? "2019-03-15", "2025-06"].join(",");
const csv = (...rows: string[]) => ({ name: "半年台账.csv", mimeType: "text/csv", buffer: Buffer.from([kHead, ...rows].join("\n") + "\n") });
const unique = () => `T-${Date.now().toString(36)}`;

/** Writes into a cell of the sheet as a reader would: to the cell, type, Enter. */
async function mend(page: Page, cell: string, text: string): Promise<void> {
  await page.locator(`[data-cell="${cell}"]`).click();
  await page.locator(`[data-cell="${cell}"]`).dblclick();
  await page.locator(`[data-cell="${cell}"] input`).fill(text);
  await page.locator(`[data-cell="${cell}"] input`).press("Enter");
}

test("job 6: one upload, all faults at once, mended in place, explained, handed in, a receipt", async ({ page, request }) => {
  const name = unique();
  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: "报送台" }).click();
  const file = csv(
    line(`${name}-1`), line(`${name}-2`, "很多"), line(`${name}-3`, "64000000", { operator: "中国电心" }), line(`${name}-4`, "64000000", { since: "2019/15/03x" }), line(`${name}-5`, "64000000", { peak: "99000000" }),
  );
  await page.getByTestId("file").setInputFiles(file);
  await expect(page.getByTestId("recognised")).toHaveValue("nat44_device");
  await expect(page.getByTestId("hard")).toHaveText("3");
  await expect(page.getByTestId("soft")).toHaveText("1");
  for (const cell of ["F3", "A4", "I5"]) await expect(page.locator(`[data-cell="${cell}"]`)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByTestId("hand-in")).toBeDisabled();

  // A fault leads to its cell, which says what to do.
  await page.getByTestId("faults").getByRole("button", { name: /F3/ }).click();
  await expect(page.getByTestId("here")).toContainText("F3");
  await expect(page.getByTestId("here")).toContainText("不是数字");
  await mend(page, "F3", "6400万");
  await mend(page, "A4", "中国电信");
  await mend(page, "I5", "2019-03-15");
  await expect(page.getByTestId("desk").page().getByText("改了 3 格，尚未检查")).toBeVisible();
  await page.getByTestId("check").click();
  await expect(page.getByTestId("hard")).toHaveText("0");
  await expect(page.getByTestId("soft")).toHaveText("1");
  await page.getByTestId("submit").getByTestId("explanation").fill("促销期间短时超限");
  await page.getByTestId("check").click();
  await expect(page.getByTestId("soft")).toHaveText("0");
  await expect(page.getByTestId("hand-in")).toBeEnabled();
  await page.getByTestId("hand-in").click();
  await expect(page.getByTestId("submit")).toContainText("请填写原因");
  await page.getByTestId("submit").getByTestId("reason").fill("上半年报送");
  await page.getByTestId("hand-in").click();
  await expect(page).toHaveURL(/\/imports\/receipts\//);
  const receipt = page.getByTestId("receipt");
  await expect(receipt).toContainText("已全部写入");
  await expect(receipt).toContainText("半年台账.csv");
  // It is of the sender's own file; what was typed anew is counted beside.
  await expect(receipt).toContainText(createHash("sha256").update(file.buffer).digest("hex"));
  await expect(receipt).toContainText(/在网页中改过的格子\s*3/);
  const made = await (await request.get(`${kApi}/registry/objects/nat44_device`, { params: { q: name } })).json();
  expect(made.total).toBe(5);
  expect(made.data.find((one: { key: string }) => one.key.endsWith(`${name}-2`)).fields.max_sessions).toBe(64_000_000);
  // The receipt can be fetched later, from the desk's list.
  const link = page.url();
  await page.getByRole("link", { name: "再导入一份" }).click();
  await page.getByTestId("receipts").getByRole("link").first().click();
  expect(new URL(page.url()).pathname).toBe(new URL(link).pathname);
});

test("by keyboard: F8 goes from fault to fault, typing mends, Enter keeps", async ({ page }) => {
  const name = unique();
  await open(page, "/imports");
  await page.getByTestId("file").setInputFiles(csv(line(`${name}-1`, "甲"), line(`${name}-2`), line(`${name}-3`, "乙")));
  const sheet = page.getByTestId("sheet");
  await expect(sheet).toBeVisible();
  await sheet.focus();
  await page.keyboard.press("F8");
  await expect(page.getByTestId("here")).toContainText("F2");
  await page.keyboard.press("F8");
  await expect(page.getByTestId("here")).toContainText("F4");
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await expect(page.locator('[data-cell="F4"]')).toContainText("12");
  await expect(sheet).toBeFocused();
});

test("a sheet of an earlier month is checked against that month", async ({ page, request }) => {
  const name = unique();
  const put = (effective: string, sessions: string) => request.post(`${kApi}/registry/imports`, {
    params: { dry_run: "false", reason: "例子", effective }, data: csv(line(name, sessions)).buffer, headers: { "content-type": "text/csv" },
  });
  expect((await put("2025-01-31", "50000000")).status()).toBe(201);
  expect((await put("2025-07-31", "64000000")).status()).toBe(201);
  await open(page, "/imports");
  await page.getByTestId("file").setInputFiles(csv(line(name)));
  await expect(page.getByTestId("summary")).toContainText(/不变\s*1/);
  await page.getByTestId("submit").locator("input[type=date]").fill("2025-06-30");
  await page.getByTestId("check-then").click();
  await expect(page.getByTestId("summary")).toContainText(/不变\s*0/);
  await expect(page.locator("[data-chart=changes]")).toContainText("50,000,000");
  await page.getByTestId("submit").getByTestId("reason").fill("六月补报");
  await page.getByTestId("hand-in").click();
  await expect(page.getByTestId("receipt")).toContainText("已全部写入");
  const then = await request.get(`${kApi}/registry/objects/nat44_device`, { params: { q: name, as_of: "2025-07-01T00:00:00Z" } });
  expect((await then.json()).data[0].fields.max_sessions).toBe(64_000_000);
});

test("a column that is not known is mapped, and that is remembered", async ({ page }) => {
  const name = unique();
  const title = `机房位置${Date.now() % 100000}`;
  const rows = [`${kHead},${title}`, `${line(name)},天河`].join("\n");
  const file = { name: "列.csv", mimeType: "text/csv", buffer: Buffer.from(rows + "\n") };
  await open(page, "/imports");
  await page.getByTestId("file").setInputFiles(file);
  await expect(page.getByTestId("columns")).toContainText(title);
  await expect(page.getByTestId("hard")).toHaveText("1");
  await page.getByTestId("columns").getByRole("combobox").selectOption("site");
  await expect(page.getByTestId("hard")).toHaveText("0");
  await page.getByTestId("again").click();
  await page.getByTestId("file").setInputFiles(file);
  await expect(page.getByTestId("hard")).toHaveText("0");
  await expect(page.getByTestId("columns")).toHaveCount(0);
});

test("pasted text is a sheet too; what would change is shown cell by cell; nothing is written before it is handed in", async ({ page, request }) => {
  const before = (await (await request.get(`${kApi}/registry/objects/nat44_device`, { params: { region: "440000", limit: "1" } })).json()).data[0];
  const [operator, region, name] = before.key.split(" / ");
  await open(page, "/imports");
  await page.getByRole("button", { name: "粘贴文本" }).click();
  await page.getByLabel("粘贴文本").last().fill(`运营商\t区域\t设备名称\t台账类别\t状态\t厂商\n${operator}\t${region}\t${name}\t${before.fields.ledger_class}\t${before.fields.status}\t新厂商\n`);
  await page.getByTestId("drop").getByRole("button", { name: "检查" }).click();
  await expect(page.getByTestId("hard")).toHaveText("0");
  await expect(page.locator("[data-chart=changes]")).toContainText("新厂商");
  expect((await (await request.get(`${kApi}/registry/objects/nat44_device/${before.id}`)).json()).version).toBe(before.version);
});

test("the error file, the template and a file that is no sheet", async ({ page }) => {
  await open(page, "/imports");
  await page.getByTestId("kind").selectOption("nat44_device");
  const [template] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载模板" }).click()]);
  expect(template.suggestedFilename()).toMatch(/nat44_device|NAT44/);
  await page.getByTestId("file").setInputFiles(csv(line(unique(), "很多")));
  await expect(page.getByTestId("hard")).toHaveText("1");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("error-file").click()]);
  expect(file.suggestedFilename()).toContain("半年台账-错误");
  await page.getByTestId("again").click();
  await page.getByTestId("file").setInputFiles({ name: "图.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 no workbook") });
  await expect(page.getByTestId("refused")).toBeVisible();
});

test("in English the remedies are English", async ({ page }) => {
  await open(page, "/imports?lang=en");
  await page.getByTestId("file").setInputFiles(csv(line(unique(), "很多")));
  await expect(page.getByTestId("faults")).toContainText("it is not a number");
  await expect(page.getByTestId("submit")).toContainText("There are faults to mend");
});
