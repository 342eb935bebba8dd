import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { pagePolicyPlugin } from "./e2e/tools/page-policy.ts";

/** lightning-fs looks for `window` when it is imported, and a worker has none. */
const textEncoderShim = fileURLToPath(new URL("./src/platform/storage/text-encoder-shim.ts", import.meta.url));

/** The shell's gzip asks for a part of Node, and a worker has none; tests run in Node, which needs its own. */
const zlibShim = fileURLToPath(new URL("./src/engine/shell/zlib-shim.ts", import.meta.url));
const shims = process.env["VITEST"] === undefined ? { "node:zlib": zlibShim } : {};

const { version }: { version: string } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  base: "./",
  plugins: [react(), pagePolicyPlugin()],
  resolve: { alias: { "isomorphic-textencoder": textEncoderShim, ...shims } },
  worker: {
    format: "es",
    // A folder of its own, so that the size budget can tell the worker's files from the page's.
    rolldownOptions: {
      output: { entryFileNames: "assets/worker/[name]-[hash].js", chunkFileNames: "assets/worker/[name]-[hash].js" },
    },
  },
  // The worker's packages too, so that the first visit of a fresh dev server does not reload in the middle.
  optimizeDeps: { entries: ["index.html", "src/wire/worker/main.ts"] },
  build: { target: "es2023", modulePreload: { polyfill: false } },
  test: {
    // Longer than any test needs on a busy machine: what hangs still ends, and nothing is judged by its speed.
    testTimeout: 60_000,
    // Loading the modules anew for each file costs more than running them. No test leaves anything behind in them, in any order.
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}", "e2e/**/*.test.ts", "bench/**/*.test.ts"],
  },
});
