// What the console's tests share: its pages, the sizes it must look right at, and watching it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, type Response } from "./playwright";

export const kPages = [
  { path: "/live", name: "live", charts: ["live", "trend", "regions"] },
  { path: "/traffic", name: "traffic", charts: ["shares", "volume", "heat", "ranking"] },
  { path: "/provinces", name: "provinces", charts: ["map", "provinces"] },
  { path: "/provinces?region=440000", name: "province", charts: ["map", "province-trend", "province-operators"] },
  { path: "/matrix", name: "matrix", charts: ["matrix", "spread"] },
  { path: "/applications", name: "applications", charts: ["application", "attribution-application", "names"] },
  { path: "/applications?application=netease_music", name: "application", charts: ["application", "subject-trend", "names"] },
  { path: "/cdn", name: "cdn", charts: ["cdn", "attribution-cdn"] },
  { path: "/explore", name: "explore", charts: ["explore", "cells"] },
  { path: "/explore?chart=sankey", name: "sankey", charts: ["explore", "cells"] },
  { path: "/explore?chart=volume&compare=previous", name: "compare", charts: ["explore", "cells"] },
  { path: "/exporters", name: "exporters", charts: ["exporters"] },
  { path: "/exporters?exporter=192.0.2.20", name: "exporter", charts: ["exporters", "ledger"] },
  { path: "/methods", name: "methods", charts: ["targets", "attribution-application"] },
];

export const kSizes = [
  { name: "desk", width: 1366, height: 768 },
  { name: "phone", width: 390, height: 844 },
  { name: "wall", width: 3840, height: 1080 },
];

interface Seen {
  errors: string[];
  foreign: string[];
  /** What answers with figures lack of coverage, method version and freshness. */
  lacking: Promise<string[]>[];
}

/** Gathers what a page must not do: errors in the console, requests to anywhere else, figures without their grounds. */
export function watch(page: Page): Seen {
  const seen: Seen = { errors: [], foreign: [], lacking: [] };
  page.on("response", (response) => {
    if (!new URL(response.url()).pathname.startsWith("/api/v1/traffic")) return;
    const lacking = lackingIn(response);
    // Whoever waits for it is told what went wrong; one that comes when a test is over is nobody's.
    lacking.catch(() => undefined);
    seen.lacking.push(lacking);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["127.0.0.1", "localhost"].includes(url.hostname) && !["data:", "blob:"].includes(url.protocol)) {
      seen.foreign.push(request.url());
    }
  });
  return seen;
}

async function lackingIn(response: Response): Promise<string[]> {
  const body = await response.json();
  return ["coverage.exporters", "coverage.share_measurable", "method.id", "method.version", "freshness.newest", "freshness.as_of"]
    .filter((path) => path.split(".").reduce((part, key) => part?.[key], body) == null)
    .map((path) => `${response.url()} lacks ${path}`);
}

/** Opens a page in a language and theme and waits until its charts are drawn. */
export async function open(page: Page, path: string, extra: Record<string, string> = {}): Promise<void> {
  const url = new URL(path, "http://console");
  for (const [name, value] of Object.entries({ lang: "zh", theme: "light", ...extra })) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  await page.goto(url.pathname + url.search);
  await settled(page);
}

/** Nothing is loading, and each chart has been drawn. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator(".bars[aria-hidden]")).toHaveCount(0);
  await expect(page.locator('.chart[data-ready="false"]')).toHaveCount(0);
  await expect(page.locator(".body.stale, .rows.stale")).toHaveCount(0);
}

export const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`);

/** Whether something was painted on the canvas of a chart: more than one colour. */
export async function isPainted(page: Page, id: string): Promise<boolean> {
  return chart(page, id).locator("canvas").first().evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const data = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
    const colours = new Set<number>();
    for (let i = 0; i < data.length; i += 4 * 7) {
      if (data[i + 3]! > 0) colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    }
    return colours.size > 3;
  });
}

/** The smallest letters or digits on the page outside of charts, in CSS pixels. */
export function smallestText(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let smallest = Infinity;
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement!;
      if (!/[\p{L}\p{N}]/u.test(walker.currentNode.textContent!) || holder.closest("svg, script, style") || !holder.checkVisibility()) continue;
      smallest = Math.min(smallest, parseFloat(getComputedStyle(holder).fontSize));
    }
    return smallest;
  });
}

/** The smallest letters in the tile map, in CSS pixels on the screen. */
export function smallestInMap(page: Page): Promise<number> {
  return page.locator("svg.map").evaluate((map) => {
    const scale = (map as SVGSVGElement).getScreenCTM()!.a;
    const sizes = [...map.querySelectorAll("text, tspan")]
      .filter((one) => /[\p{L}\p{N}]/u.test(one.textContent!) && one.querySelector("tspan") === null)
      .map((one) => parseFloat(getComputedStyle(one).fontSize) * scale);
    return Math.min(...sizes);
  });
}

const kAxe = readFileSync(join(__dirname, "../../web/node_modules/axe-core/axe.min.js"), "utf8");

/** Findings of axe that are serious or critical, as text. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(kAxe);
  return page.evaluate(async () => {
    interface Finding { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }
    const axe = (window as unknown as { axe: { run: (d: Document, o: object) => Promise<{ violations: Finding[] }> } }).axe;
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter((one) => one.impact === "serious" || one.impact === "critical")
      .map((one) => `${one.impact} ${one.id}: ${one.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.failureSummary).join(" | ")}`);
  });
}
