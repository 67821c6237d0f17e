import { axeFindings, chart, isPainted, kSizes, open, smallestText, watch } from "./console";
import { expect, test } from "./playwright";
import { devicesOf, growingRegion, seedRegistry } from "./registry_seed";

const [kDesk, kPhone, kWall] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0], (typeof kSizes)[0]];
const kLooks = [
  { ...kDesk, theme: "light", lang: "zh" }, { ...kDesk, theme: "dark", lang: "en" }, { ...kPhone, theme: "light", lang: "en" },
  { ...kPhone, theme: "dark", lang: "zh" }, { ...kWall, theme: "screen", lang: "zh" },
];
const kPages = [
  { path: "/ledger", name: "de-NAT overview", charts: ["capacity", "regions", "waterfall", "plan", "verdicts", "use", "stock"], fills: true },
  { path: "/ledger?region=GROWING&part=expanded", name: "devices behind a bar", charts: ["capacity", "waterfall", "behind"], fills: true },
  { path: "/ledger/devices", name: "device ledger", charts: [], fills: true },
  { path: "DEVICE", name: "device", charts: ["device-capacity", "readings", "device-movements"] },
  { path: "DEVICE?tab=fields", name: "device, fields", charts: [] },
  { path: "DEVICE?tab=history", name: "device, history", charts: ["history"] },
  { path: "DEVICE?tab=attachments", name: "device, attachments", charts: ["attachments"] },
  { path: "/ledger/freezes", name: "frozen months", charts: ["freezes"] },
  { path: "/imports", name: "import desk", charts: ["receipts"] },
  { path: "/organisations", name: "organisations", charts: [] },
  { path: "/regions", name: "regions", charts: [] },
  { path: "/registry", name: "kinds", charts: ["kinds"] },
  { path: "/registry/site", name: "a kind", charts: [] },
  { path: "/account", name: "account", charts: [] },
];
let device = 0;
let growing = "";

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  await seedRegistry(request);
  device = (await devicesOf(request, { region: "440000" }))[0]!.id;
  growing = (await growingRegion(request)).region;
  await request.dispose();
});

for (const look of kLooks) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });

    for (const one of kPages) {
      test(`${one.name} opens, draws, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, one.path.replace("DEVICE", `/ledger/devices/${device}`).replace("GROWING", growing), { theme: look.theme, lang: look.lang });
        for (const id of one.charts) await expect(chart(page, id), id).toBeVisible();
        for (const id of one.charts) {
          if (await chart(page, id).locator("canvas").count()) expect(await isPainted(page, id), id).toBe(true);
        }
        expect(await page.locator("main").innerText(), "every figure is one, or a gap in words").not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
        if (look.lang === "en") {
          // What people typed stays as they typed it: only the console's own words are looked at.
          const own = await page.locator("nav, header, h1, h2, h3, th, dt, label, button, .page-head, .note").allInnerTexts();
          const left = own.join(" ").replaceAll("中", "").match(/[一-龥]+/g) ?? [];
          expect(left, "English leaves no Chinese behind").toEqual([]);
        }
        expect(await smallestText(page), "nothing is set too small to read").toBeGreaterThanOrEqual(11);
        const map = page.locator("svg.map");
        if (await map.count()) {
          const smallest = await map.evaluate((svg) => Math.min(...[...svg.querySelectorAll("text, tspan")].filter((text) => /[\p{L}\p{N}]/u.test(text.textContent!) && !text.querySelector("tspan")).map((text) => parseFloat(getComputedStyle(text).fontSize) * (svg as SVGSVGElement).getScreenCTM()!.a)));
          expect(smallest, "nor on a tile").toBeGreaterThanOrEqual(11);
        }
        const below = await page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);
        if (look.width === kWall.width && one.fills) expect(below, "a wall does not scroll").toBeLessThanOrEqual(0);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign, "no request leaves the machine").toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}
