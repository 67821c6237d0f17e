import { execFileSync } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

// The console is tested on the real API over a made-up country (build/*/sample_server). Where that
// is not built, a mock in Node stands in. SIXSCOPE_CONSOLE_URL names a server that already runs,
// SIXSCOPE_BUILD the build to take; without it, the newest.
const kRoot = fileURLToPath(new URL("..", import.meta.url));
// A port that nobody has, chosen once: workers read this file again and inherit the environment.
process.env.SIXSCOPE_CONSOLE_PORT ??= execFileSync(process.execPath, [
  "-e", 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })',
]).toString().trim();
const kPort = Number(process.env.SIXSCOPE_CONSOLE_PORT);
const given = process.env.SIXSCOPE_CONSOLE_URL;
const sample =
  process.env.SIXSCOPE_SAMPLE_SERVER ??
  globSync(`${process.env.SIXSCOPE_BUILD ?? "build/*"}/sample_server`, { cwd: kRoot })
    .map((path) => resolve(kRoot, path))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];

// For tests that start one more, with accounts of its own.
if (sample) process.env.SIXSCOPE_SAMPLE_SERVER ??= sample;

export default defineConfig({
  testDir: "../tests/console",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 25_000 },
  reporter: [["../tests/console/summary.ts"]],
  use: {
    baseURL: given ?? `http://127.0.0.1:${kPort}`,
    browserName: "chromium",
    testIdAttribute: "data-test",
    viewport: { width: 1366, height: 768 },
    locale: "zh-CN",
    colorScheme: "light",
    acceptDownloads: true,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
      ],
    },
  },
  webServer: given
    ? undefined
    : {
        command: sample
          ? `"${sample}" --port ${kPort} --web web/dist --catalogue catalogue`
          : `"${process.execPath}" web/mock/server.mjs`,
        cwd: kRoot,
        env: { SIXSCOPE_MOCK_PORT: String(kPort) },
        url: `http://127.0.0.1:${kPort}/api/v1/regions`,
        timeout: 60_000,
      },
});
