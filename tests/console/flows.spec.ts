import { readFileSync } from "node:fs";
import { chart, open, settled } from "./console";
import { expect, test, type Page } from "./playwright";

const parameters = (page: Page) => new URL(page.url()).searchParams;

test.describe("the address bar is the view", () => {
  test("a preset range", async ({ page }) => {
    await open(page, "/traffic");
    await page.getByTestId("range").click();
    await page.getByRole("radio", { name: "最近 6 小时" }).click();
    await expect(page).toHaveURL(/range=6h/);
    await expect(page.getByTestId("range")).toContainText("最近 6 小时");
    await settled(page);
  });

  test("a typed range, in words and as two instants", async ({ page }) => {
    await open(page, "/traffic");
    await page.getByTestId("range").click();
    await page.locator("#range-text").fill("nonsense");
    await expect(page.getByText("读不懂。可写 6h")).toBeVisible();
    await page.locator("#range-text").fill("过去3小时");
    await page.locator("#range-text").press("Enter");
    await expect(page).toHaveURL(/range=3h/);
    await page.getByTestId("range").click();
    await page.locator("#range-text").fill("2026-03-01 08:00 to 2026-03-01 10:00");
    await page.locator("#range-text").press("Enter");
    await expect.poll(() => parameters(page).get("from")).toBe("2026-03-01T00:00:00Z");
    expect(parameters(page).get("range")).toBeNull();
    await expect(page.getByTestId("range")).toContainText("2026-03-01 08:00");
  });

  test("language and theme, and they stay when the page changes", async ({ page }) => {
    await open(page, "/live");
    await page.getByRole("radio", { name: "EN", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live overview");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.getByRole("radio", { name: "Dark" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Traffic" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Traffic");
    expect(parameters(page).get("theme")).toBe("dark");
    await page.getByRole("radio", { name: "Large screen" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "screen");
  });

  test("back and forward walk the views", async ({ page }) => {
    await open(page, "/traffic?range=24h");
    await page.getByTestId("range").click();
    await page.getByRole("radio", { name: "最近 1 小时" }).click();
    await expect(page.getByTestId("range")).toContainText("最近 1 小时");
    await chart(page, "shares").getByRole("button", { name: /表格/ }).click();
    await expect(chart(page, "shares").getByRole("table")).toBeVisible();
    await page.goBack();
    await expect(chart(page, "shares").getByRole("table")).toHaveCount(0);
    await page.goBack();
    await expect(page.getByTestId("range")).toContainText("最近 24 小时");
    await page.goForward();
    await expect(page.getByTestId("range")).toContainText("最近 1 小时");
  });

  test("an address opened anew shows the same view", async ({ page, context }) => {
    await open(page, "/explore?by=region,access&chart=heat&top=12&range=6h&lang=en&theme=dark&filter=access%20in%20(fixed,%20mobile)");
    const other = await context.newPage();
    await other.goto(page.url());
    await settled(other);
    await expect(other.getByRole("radio", { name: "Heatmap" })).toHaveAttribute("aria-checked", "true");
    await expect(other.locator("#filter-box")).toHaveValue("access in (fixed, mobile)");
    await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
    await other.reload();
    await settled(other);
    expect(other.url()).toBe(page.url());
    await expect(other.getByRole("radio", { name: "Heatmap" })).toHaveAttribute("aria-checked", "true");
    await other.close();
  });

  test("a copied link says its instants, and opens the same figures", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(page, "/provinces?region=440000&range=6h");
    await page.getByRole("button", { name: "复制固定链接" }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    for (const name of ["from", "to", "as_of", "lang"]) expect(new URL(link).searchParams.get(name), name).not.toBeNull();
    const other = await context.newPage();
    await other.goto(link);
    await settled(other);
    await expect(other.getByTestId("drill")).toContainText("广东");
    await expect(other.getByText(/截至 .* 的数据/)).toBeVisible();
    const figure = (one: Page) => one.getByTestId("drill").locator(".figure b").innerText();
    expect(await figure(other)).toBe(await figure(page));
    await other.close();
  });

  test("an address that is nowhere says so", async ({ page }) => {
    await page.goto("/no-such-page?lang=en");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("No such page");
    await page.getByRole("link", { name: "Go to the overview" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview · Whole country");
  });
});

test.describe("drill-down", () => {
  test("from the map to a province and back, by mouse", async ({ page }) => {
    await open(page, "/provinces");
    await page.locator('[data-region="440000"]').click();
    await expect(page).toHaveURL(/region=440000/);
    await expect(page.getByTestId("drill")).toContainText("广东");
    await settled(page);
    for (const id of ["province-operators", "province-access", "province-applications", "province-cdns"]) {
      expect(await chart(page, id).locator("tbody tr").count(), id).toBeGreaterThan(1);
    }
    await page.getByRole("button", { name: "回到全国" }).click();
    await expect(page.getByTestId("drill")).toHaveCount(0);
  });

  test("by keyboard: arrows walk the tiles, Enter opens", async ({ page }) => {
    await open(page, "/provinces");
    await page.locator('[data-region="440000"]').focus();
    await page.keyboard.press("ArrowUp");
    const name = await page.evaluate(() => document.activeElement?.getAttribute("data-region"));
    expect(name).not.toBe("440000");
    expect(name).toMatch(/^\d{6}$/);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`region=${name}`));
  });

  test("from a row of the overview", async ({ page }) => {
    await open(page, "/live");
    await chart(page, "regions").getByRole("link").first().click();
    await expect(page).toHaveURL(/\/provinces\?.*region=\d{6}/);
    await expect(page.getByTestId("drill")).toBeVisible();
  });

  test("from an application to its parts", async ({ page }) => {
    await open(page, "/applications");
    const first = chart(page, "application").getByRole("link").first();
    const name = (await first.innerText()).trim();
    await first.click();
    await expect(page.getByTestId("subject")).toContainText(name);
    await settled(page);
    expect(await chart(page, "subject-region").locator("tbody tr").count()).toBeGreaterThan(5);
  });

  test("from a cell of the matrix to its traffic", async ({ page }) => {
    await open(page, "/matrix");
    const box = (await chart(page, "matrix").locator("canvas").first().boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await expect(page).toHaveURL(/\/traffic\?/);
    expect(parameters(page).get("filter")).toMatch(/^region = \d{6} and operator = \w+$/);
    await expect(page.getByTestId("filtered")).toBeVisible();
  });
});

test.describe("the filter", () => {
  test("completes dimension, sign and value, by keyboard alone", async ({ page }) => {
    await open(page, "/traffic");
    await page.keyboard.press("/");
    await expect(page.locator("#filter-box")).toBeFocused();
    await page.keyboard.type("acc");
    await expect(page.getByRole("option").first()).toContainText("access");
    await page.keyboard.press("Tab");
    await expect(page.locator("#filter-box")).toHaveValue("access ");
    await page.keyboard.type("= mo");
    await expect(page.getByRole("option", { name: /mobile/ })).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page.locator("#filter-box")).toHaveValue("access = mobile ");
    await page.keyboard.press("Enter");
    await expect.poll(() => parameters(page).get("filter")).toBe("access = mobile");
    await settled(page);
    await chart(page, "shares").getByRole("button", { name: /表格/ }).click();
    await expect(chart(page, "shares").getByRole("columnheader")).toHaveCount(2);
  });

  test("finds a province by its name", async ({ page }) => {
    await open(page, "/traffic");
    await page.locator("#filter-box").fill("region = 广");
    await expect(page.getByRole("option", { name: /440000/ })).toBeVisible();
  });

  test("says where it is not understood, and does not ask the server", async ({ page }) => {
    await open(page, "/traffic");
    await page.locator("#filter-box").fill("regoin = 440000");
    await page.locator("#filter-box").press("Escape");
    await expect(page.getByRole("alert")).toContainText("第 1 个字符");
    await expect(page.getByRole("button", { name: "应用", exact: true })).toBeDisabled();
  });

  test("what the server refuses is shown with its reason", async ({ page }) => {
    await open(page, "/traffic?filter=access%20%3D%20mobil");
    const refused = chart(page, "shares").getByRole("alert");
    if (await refused.count()) await expect(refused).toContainText("mobil");
    else await expect(chart(page, "shares").getByRole("status")).toBeVisible();
  });
});

test.describe("behind every chart", () => {
  test("a table with the same figures, sorted on demand", async ({ page }) => {
    await open(page, "/provinces");
    await chart(page, "map").getByRole("button", { name: /表格/ }).click();
    await expect(page).toHaveURL(/tables=map/);
    const table = chart(page, "map").getByRole("table");
    await expect(table.getByRole("row")).toHaveCount(35);
    await table.getByRole("button", { name: "IPv6 占比" }).click();
    await expect(table.getByRole("columnheader", { name: "IPv6 占比" })).toHaveAttribute("aria-sort", "descending");
    const shares = (await table.locator("tbody tr td:nth-child(3)").allInnerTexts()).map(parseFloat).filter((v) => !Number.isNaN(v));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });

  test("a CSV with full precision", async ({ page }) => {
    await open(page, "/provinces");
    const waiting = page.waitForEvent("download");
    await chart(page, "map").getByRole("button", { name: /CSV/ }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toMatch(/^sixscope-map-.*\.csv$/);
    const text = readFileSync((await file.path())!, "utf8");
    expect(text.charCodeAt(0), "the mark by which Excel knows UTF-8").toBe(0xfeff);
    const lines = text.replace("\ufeff", "").trim().split("\r\n");
    expect(lines[0]).toBe("标识,名称,IPv6 占比,IPv6 占比 下限,IPv6 占比 上限,IPv6 占比 样本包,IPv6 占比 缺口,流量 (B)");
    expect(lines).toHaveLength(35);
    const guangdong = lines.find((line) => line.startsWith("440000,广东,"))!.split(",");
    expect(Number(guangdong[2])).toBeGreaterThan(0);
    expect(Number(guangdong[3])).toBeLessThanOrEqual(Number(guangdong[2]));
    expect(Number(guangdong[7])).toBeGreaterThan(0);
    const taiwan = lines.find((line) => line.startsWith("710000,"))!;
    expect(taiwan, "what was not observed is a named gap").toContain("no_observations");
  });

  for (const [path, id] of [["/traffic", "volume"], ["/provinces", "map"]] as const) {
    test(`a picture of ${id} says what it shows`, async ({ page }) => {
      // What is written onto the picture, by the one call that writes it.
      await page.addInitScript(() => {
        const written: string[] = [];
        Object.assign(window, { written });
        const fillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          if (!this.canvas.isConnected) written.push(text);
          return fillText.call(this, text, ...rest);
        };
      });
      for (const [lang, words] of [["zh", ["时间", "筛选 access = fixed", "口径 traffic.v6_share v", "制图 20"]], ["en", ["Span", "Filter access = fixed", "traffic.v6_share v", "made by sixscope 20"]]] as const) {
        await open(page, `${path}?filter=access%20%3D%20fixed`, { lang });
        const card = chart(page, id);
        const title = await card.locator("h2").innerText();
        const shown = await card.locator("canvas, svg.picture").first().boundingBox();
        const waiting = page.waitForEvent("download");
        await card.getByRole("button", { name: /PNG/ }).click();
        const bytes = readFileSync((await (await waiting).path())!);
        expect(bytes.subarray(1, 4).toString()).toBe("PNG");
        expect(bytes.readUInt32BE(20), "the caption stands above the chart").toBeGreaterThan(shown!.height * 2 + 100);
        const written = (await page.evaluate(() => (window as unknown as { written: string[] }).written)).join(" ");
        for (const text of [title, ...words]) expect(written).toContain(text);
      }
    });
  }

  test("arrow keys step through the points and read them out", async ({ page }) => {
    await open(page, "/traffic?range=1h");
    await chart(page, "shares").locator(".chart").focus();
    await page.keyboard.press("ArrowRight");
    await expect(chart(page, "shares").locator("[aria-live]")).toContainText(/时间 \d{4}-\d\d-\d\d/);
    await expect(chart(page, "shares").locator(".chart-tip")).toBeVisible();
  });
});

test.describe("names that lack AAAA", () => {
  test("are reached from the ranking, sorted and taken away", async ({ page }) => {
    await open(page, "/applications");
    await chart(page, "application").getByRole("button", { name: "谁缺 AAAA" }).press("Enter");
    const card = chart(page, "names");
    await expect(card.getByRole("region")).toBeFocused();
    await expect(card).toBeInViewport();
    await expect(card).toContainText(/最新 \d+ 秒前/);
    const lacking = async () => (await card.locator("tbody tr td:nth-child(2)").allInnerTexts()).map(Number);
    expect(await lacking(), "the worst first").toEqual([26, 3, 1, 0]);
    await card.getByRole("button", { name: "缺 AAAA", exact: true }).click();
    await card.getByRole("button", { name: "缺 AAAA", exact: true }).click();
    expect(await lacking()).toEqual([0, 1, 3, 26]);
    const waiting = page.waitForEvent("download");
    await card.getByRole("button", { name: /CSV/ }).click();
    const text = readFileSync((await (await waiting).path())!, "utf8");
    expect(text).toContain("host-20.music.example");
  });

  test("of one application are listed", async ({ page }) => {
    await open(page, "/applications?application=netease_music&lang=en");
    const card = chart(page, "names");
    await expect(card).toContainText("40 names seen: 40 with A, 14 with AAAA, 26 asked for AAAA in vain");
    await expect(card.locator("tbody tr")).toHaveCount(20);
    await expect(card).toContainText("Only the 20 most asked for are listed.");
    await open(page, "/applications?application=wechat&lang=en");
    await expect(card.getByRole("status")).toContainText("No name found that lacks AAAA");
  });

  test("without a resolver the page says why, and what to do", async ({ page }) => {
    await page.route("**/api/v1/applications/names", (route) => route.fulfill({ json: {
      data: [], labels: { application: {} }, coverage: { names: 0, applications_seen: 0, applications_all: 46 },
      method: { id: "applications.names_with_aaaa", version: "1" }, freshness: { newest: null, age_seconds: null, as_of: "2026-03-01T00:00:00Z" },
    } }));
    await open(page, "/applications");
    await expect(chart(page, "names").getByRole("status")).toContainText("还没有听到解析应答");
    await expect(chart(page, "names").getByRole("status")).toContainText("dns.dnstap_socket");
  });
});

test.describe("explore", () => {
  test("dimensions, chart and previous period", async ({ page }) => {
    await open(page, "/explore");
    await page.getByTestId("add-dimension").selectOption("cdn");
    await expect.poll(() => parameters(page).get("by")).toBe("operator,access,cdn");
    await page.getByRole("radio", { name: "流向" }).click();
    await settled(page);
    await expect(chart(page, "explore").locator("canvas").first()).toBeVisible();
    await page.getByRole("button", { name: "去掉 CDN" }).click();
    await page.getByRole("radio", { name: "流量堆叠" }).click();
    await page.getByRole("button", { name: "对比上一时段" }).click();
    await expect(page).toHaveURL(/compare=previous/);
    await settled(page);
    await chart(page, "explore").getByRole("button", { name: /表格/ }).click();
    await expect(chart(page, "explore").getByRole("columnheader", { name: "上一时段" })).toBeVisible();
  });

  test("one dimension is too few for a Sankey, and it says what to do", async ({ page }) => {
    await open(page, "/explore?by=operator&chart=sankey");
    await expect(chart(page, "explore").getByRole("status")).toContainText("再加一个");
  });
});

test.describe("exporters", () => {
  test("a fault is told in words, with lines to paste", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(page, "/exporters?status=fault");
    const rows = chart(page, "exporters").locator("tbody tr");
    expect(await rows.count()).toBeGreaterThan(0);
    await rows.first().getByRole("link").click();
    const panel = page.getByTestId("exporter");
    await expect(panel.locator(".diagnosis").first()).toContainText("IPv6");
    await panel.getByRole("radio", { name: "H3C" }).first().click();
    const lines = await panel.locator("pre").first().innerText();
    await panel.getByRole("button", { name: /复制/ }).first().click();
    expect((await page.evaluate(() => navigator.clipboard.readText())).trim()).toBe(lines.trim());
    const counters = chart(page, "ledger").getByRole("row");
    const told = await counters.count();
    await chart(page, "ledger").getByRole("button", { name: /另有 \d+ 项为零/ }).click();
    expect(await counters.count()).toBeGreaterThan(told);
  });

  test("a remark is told as one, not as a fault", async ({ page }) => {
    const title = { zh: "一条说明", en: "A remark" };
    await page.route("**/api/v1/exporters?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const well = body.data.find((one: { status: string }) => one.status === "ok");
      well.diagnoses = [{ code: "remark", severity: "ok" }];
      await route.fulfill({ response, json: { ...body, data: [well], labels: { diagnosis: { remark: title } } } });
    });
    await page.route("**/api/v1/exporters/*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      body.data[0].diagnoses = [{ code: "remark", severity: "ok", title, detail: { zh: "不必处理", en: "Nothing to do" }, remedies: [] }];
      await route.fulfill({ response, json: body });
    });
    await open(page, "/exporters?exporter=192.0.2.1");
    const box = page.locator('[data-code="remark"]');
    await expect(box).toContainText("说明");
    await expect(box.locator(".mark")).toHaveClass(/remark/);
    await expect(chart(page, "exporters").locator("tbody")).toContainText("一条说明");
  });

  test("all are shown, however many pages they come in", async ({ page }) => {
    await page.route("**/api/v1/exporters?*", async (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("limit", "2");
      await route.fulfill({ response: await route.fetch({ url: url.href }) });
    });
    const summary = (await (await page.request.get("/api/v1/exporters?limit=1")).json()).summary;
    await open(page, "/exporters");
    await expect(chart(page, "exporters").locator("tbody tr")).toHaveCount(summary.all);
    await expect(page.getByRole("radio", { name: /全部/ })).toContainText(String(summary.all));
  });

  test("can be found by name", async ({ page }) => {
    await open(page, "/exporters");
    await page.getByRole("searchbox").fill("no such thing");
    await expect(page.getByText("没有符合条件的设备")).toBeVisible();
    await page.getByRole("searchbox").fill("gd-");
    expect(await chart(page, "exporters").locator("tbody tr").count()).toBeGreaterThan(0);
  });
});

test.describe("keyboard", () => {
  test("shortcuts lead to pages, help tells them, and they can be switched off", async ({ page }) => {
    await open(page, "/");
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("运营商");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toContainText("键盘快捷键");
    await page.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.keyboard.press("l");
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    await page.evaluate(() => localStorage.clear());
  });

  test("the first Tab offers to skip the navigation", async ({ page }) => {
    await open(page, "/traffic");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toBeFocused();
  });

  test("whatever has the focus is seen to have it", async ({ page }) => {
    await open(page, "/provinces");
    const seen = new Set<string>();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        // The filter rings its whole line, a tile its square: what is inside draws none of its own.
        const ring = element.closest(".line") ?? element.querySelector(":scope > rect") ?? element;
        const drawn = getComputedStyle(ring);
        return {
          name: element.tagName + "." + element.getAttribute("class"),
          isSeen: style.outlineStyle !== "none" || drawn.boxShadow !== "none" || parseFloat(drawn.strokeWidth) >= 3,
        };
      });
      seen.add(focus.name);
      expect(focus.isSeen, focus.name).toBe(true);
    }
    expect(seen.size, "the walk got somewhere").toBeGreaterThan(8);
  });

  test("l, d, r, brackets and c change the view", async ({ page }) => {
    await open(page, "/traffic");
    await page.keyboard.press("l");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.keyboard.press("d");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.keyboard.press("c");
    await expect(page).toHaveURL(/compare=previous/);
    await page.keyboard.press("[");
    await expect(page).toHaveURL(/from=.*to=/);
    await page.keyboard.press("r");
    await expect(page.getByRole("dialog", { name: "Time range" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.evaluate(() => localStorage.clear());
  });
});

test.describe("when there is nothing to show", () => {
  test("an empty span says so, shows no zero, and leads to the newest data", async ({ page }) => {
    await open(page, "/traffic?from=2019-01-01T00:00:00Z&to=2019-01-02T00:00:00Z");
    const card = chart(page, "shares");
    await expect(card).toContainText("这段时间没有观测");
    expect(await card.innerText()).not.toContain("0.00%");
    await card.getByRole("button", { name: "去看最新数据" }).click();
    await settled(page);
    await expect(card.locator("canvas").first()).toBeVisible();
  });

  test("a server that does not answer", async ({ page }) => {
    await page.route("**/api/v1/traffic?*", (route) => route.abort());
    await page.goto("/traffic?lang=zh");
    await expect(chart(page, "shares").getByRole("alert")).toContainText("连不上服务器");
    await page.unroute("**/api/v1/traffic?*");
    await chart(page, "shares").getByRole("button", { name: "再试一次" }).click();
    await expect(chart(page, "shares").locator("canvas").first()).toBeVisible();
  });

  test("figures stay when the server goes away, and move on by themselves when it is back", async ({ page }) => {
    await open(page, "/traffic");
    await page.route("**/api/v1/**", (route) => route.abort());
    await page.keyboard.press("u");
    await expect(page.getByTestId("coverage")).toContainText("连不上服务器");
    await expect(chart(page, "shares").locator("canvas").first()).toBeVisible();
    await page.unroute("**/api/v1/**");
    await expect(page.getByTestId("coverage")).not.toContainText("连不上服务器");
  });

  test("a server that nothing was sent to says what to do, with lines to paste", async ({ page }) => {
    await page.route("**/api/v1/live", (route) => route.abort());
    await page.route("**/api/v1/exporters?*", (route) => route.fulfill({ json: {
      data: [], labels: { diagnosis: {} }, summary: { all: 0, ok: 0, warning: 0, fault: 0, silent: 0 },
      freshness: { newest: null, age_seconds: null, as_of: "2026-03-01T00:00:00Z" }, next_cursor: null,
    } }));
    await page.route("**/api/v1/traffic?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      await route.fulfill({ response, json: { ...body, data: [], next_cursor: null, freshness: { ...body.freshness, newest: null, age_seconds: null } } });
    });
    for (const path of ["/live", "/exporters"]) {
      await open(page, path);
      const guide = page.getByTestId("guide");
      await expect(guide.getByTestId("listening")).toContainText("UDP 127.0.0.1:12055、TLS [::]:4740");
      await expect(guide.locator("pre").last()).toContainText(" 12055");
      await guide.getByRole("radio", { name: "Huawei" }).click();
      await expect(guide.locator("pre").last()).toContainText("ipv6 netstream export host");
    }
    await open(page, "/traffic");
    await chart(page, "shares").getByRole("link", { name: "接入第一台设备" }).click();
    await expect(page).toHaveURL(/\/exporters/);
  });

  test("a window without data is a gap in the table, not a zero", async ({ page }) => {
    await page.route("**/api/v1/traffic?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      if (body.query?.step !== "none" && body.data.length > 9) {
        const missing = body.data[Math.floor(body.data.length / 2)].start;
        body.data = body.data.filter((cell: { start: string }) => cell.start !== missing);
      }
      await route.fulfill({ response, json: body });
    });
    await open(page, "/traffic?range=1h&tables=shares");
    const cells = await chart(page, "shares").locator("tbody td.number").allInnerTexts();
    expect(cells.map((text) => text.trim())).toContain("–");
    expect(cells.map((text) => text.trim())).not.toContain("0.00%");
  });
});

test("live figures come by themselves, and can be paused", async ({ page }) => {
  await open(page, "/live");
  await expect(page.getByTestId("grounds")).toContainText(/设备 12\/15 可测，31\/31 省，traffic\.v6_share v\d/);
  await expect(page.getByRole("button", { name: "实时", exact: true })).toBeVisible();
  const rows = async () => (await chart(page, "live").locator("[role=img]").getAttribute("aria-label")) ?? "";
  await expect(chart(page, "live").locator("canvas").first()).toBeVisible();
  const heard = page.getByText(/实时流 \d\d:\d\d:\d\d/);
  const first = await heard.innerText();
  await expect.poll(() => heard.innerText()).not.toBe(first);
  expect(await rows()).toContain("实时流量");
  await page.getByRole("button", { name: "实时", exact: true }).click();
  await expect(page.getByRole("button", { name: "已暂停" })).toBeVisible();
});
