import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { catalogue } from "./catalogue.ts";

const api = process.env.SIXSCOPE_API ?? "http://127.0.0.1:18300";

export default defineConfig({
  plugins: [vue(), catalogue()],
  build: {
    target: "es2022",
    // Charts are one chunk of their own, loaded after the first paint.
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { port: 18310, host: "127.0.0.1", proxy: { "/api": api } },
  test: { include: ["src/**/*.test.ts"], environment: "node", reporters: ["default"] },
});
