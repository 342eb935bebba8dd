import { defineConfig } from "@playwright/test";
import { chromiumArguments, installedChromium, noBrowserMessage } from "./tools/find-chromium.mjs";

const executablePath = installedChromium();
if (executablePath === undefined) throw new Error(noBrowserMessage);

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../node_modules/.playwright",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  timeout: 240_000,
  // Limits against waiting for ever, not promises of speed: machines that run tests are slow and shared.
  expect: { timeout: 30_000 },
  reporter: "list",
  projects: [{ name: "chromium" }],
  use: {
    launchOptions: { executablePath, args: [...chromiumArguments] },
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    trace: "off",
    // Without a graphics card, each frame of a moving mark costs the processor that the test needs.
    contextOptions: { reducedMotion: "reduce" },
  },
});
