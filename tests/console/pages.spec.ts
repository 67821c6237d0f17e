import { axeFindings, chart, isPainted, kPages, kSizes, open, watch } from "./console";
import { expect, test } from "./playwright";

for (const size of kSizes) {
  test.describe(`at ${size.width}×${size.height}`, () => {
    test.use({ viewport: { width: size.width, height: size.height } });

    for (const one of kPages) {
      test(`${one.name} opens, draws and fits`, async ({ page }) => {
        const seen = watch(page);
        await open(page, one.path, { theme: size.name === "wall" ? "screen" : "light" });
        for (const id of one.charts) await expect(chart(page, id), id).toBeVisible();
        for (const id of one.charts) {
          if (await chart(page, id).locator("canvas").count()) expect(await isPainted(page, id), id).toBe(true);
        }
        await expect(page.getByTestId("coverage")).toContainText("口径");
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, "nothing sticks out to the right").toBeLessThanOrEqual(0);
        expect(seen.errors).toEqual([]);
        expect(seen.foreign, "no request leaves the machine").toEqual([]);
      });
    }
  });
}

const kLooks = [
  { theme: "light", lang: "zh", ...kSizes[0]! },
  { theme: "dark", lang: "en", ...kSizes[0]! },
  { theme: "light", lang: "en", ...kSizes[1]! },
  { theme: "screen", lang: "zh", ...kSizes[2]! },
];
for (const look of kLooks) {
  test.describe(`axe, ${look.theme}, ${look.lang}, ${look.width} wide`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });
    for (const one of kPages) {
      test(`${one.name} has no serious finding`, async ({ page }) => {
        await open(page, one.path, { theme: look.theme, lang: look.lang });
        expect(await axeFindings(page)).toEqual([]);
      });
    }
  });
}

test("English leaves no Chinese behind", async ({ page }) => {
  for (const one of kPages) {
    await open(page, one.path, { lang: "en" });
    const text = (await page.locator("body").innerText()).replaceAll("中", "");
    expect(text.match(/[一-龥]+/g) ?? [], one.name).toEqual([]);
  }
});
