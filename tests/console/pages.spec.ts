import { axeFindings, chart, isPainted, kPages, kSizes, open, smallestInMap, smallestText, watch } from "./console";
import { expect, test } from "./playwright";

const [kDesk, kPhone, kWall] = kSizes as [(typeof kSizes)[0], (typeof kSizes)[0], (typeof kSizes)[0]];
/** Pages of text: these may be longer than a wall is high. */
const kLong = ["methods"];
const kLooks = [
  { ...kDesk, theme: "light", lang: "zh" },
  { ...kDesk, theme: "dark", lang: "en" },
  { ...kPhone, theme: "light", lang: "en" },
  { ...kPhone, theme: "dark", lang: "zh" },
  { ...kWall, theme: "screen", lang: "zh" },
];

for (const look of kLooks) {
  test.describe(`${look.width}×${look.height}, ${look.theme}, ${look.lang}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });

    for (const one of kPages) {
      test(`${one.name} opens, draws, fits, and axe finds nothing serious`, async ({ page }) => {
        const seen = watch(page);
        await open(page, one.path, { theme: look.theme, lang: look.lang });
        for (const id of one.charts) await expect(chart(page, id), id).toBeVisible();
        for (const id of one.charts) {
          if (await chart(page, id).locator("canvas").count()) expect(await isPainted(page, id), id).toBe(true);
        }
        await expect(page.getByTestId("coverage")).toContainText("traffic.v6_share");
        if (look.lang === "en") {
          const text = (await page.locator("body").innerText()).replaceAll("中", "");
          expect(text.match(/[一-龥]+/g) ?? [], "English leaves no Chinese behind").toEqual([]);
        }
        expect(await smallestText(page), "nothing is set too small to read").toBeGreaterThanOrEqual(11);
        if (await page.locator("svg.map").count()) expect(await smallestInMap(page), "nor on a tile").toBeGreaterThanOrEqual(11);
        const below = await page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);
        if (look.width === kWall.width && !kLong.includes(one.name)) expect(below, "a wall does not scroll").toBeLessThanOrEqual(0);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect((await Promise.all(seen.lacking)).flat(), "each figure with its coverage, method and freshness").toEqual([]);
        expect(seen.foreign, "no request leaves the machine").toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}
