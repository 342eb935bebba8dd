import { rmSync } from "node:fs";
import { chromium } from "playwright";
import { chromiumArguments, findChromium } from "../../e2e/tools/find-chromium.mjs";
import { startStaticServer } from "../../e2e/tools/static-server.mjs";
import { profileFolder } from "./bundle.mjs";

/** Isolated pages have a clock of 5 µs instead of 100. */
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

const pageLimitMs = 120_000;

/**
 * @typedef {object} BenchBrowser
 * @property {string} url of the served folder, with a slash at the end
 * @property {import("playwright").BrowserContext} context
 * @property {string} version
 */

/**
 * Serves a folder and opens a browser with an empty profile on disk for the time of a task.
 * @template Value
 * @param {string} directory
 * @param {(browser: BenchBrowser) => Promise<Value>} task
 * @param {readonly string[]} [flags] as many frames as the machine can draw, where nothing is said
 * @returns {Promise<Value>}
 */
export const withBrowser = async (directory, task, flags = ["--disable-frame-rate-limit"]) => {
  const executablePath = await findChromium();
  const server = await startStaticServer({ directory, headers: isolation });
  rmSync(profileFolder, { recursive: true, force: true });
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    args: [...chromiumArguments, "--js-flags=--expose-gc", ...flags],
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
  });
  try {
    return await task({ url: server.url, context, version: context.browser()?.version() ?? "" });
  } finally {
    await context.close();
    await server.close();
    rmSync(profileFolder, { recursive: true, force: true });
  }
};

/**
 * Opens a bench page in a tab of its own, for the time of a task. A complaint of the page ends the bench.
 * @template Value
 * @param {BenchBrowser} browser
 * @param {string} path
 * @param {(page: import("playwright").Page) => Promise<Value>} task
 * @returns {Promise<Value>}
 */
export const onPage = async ({ context, url }, path, task) => {
  const page = await context.newPage();
  const failed = new Promise((_, reject) => {
    page.on("pageerror", reject);
    page.on("crash", () => reject(new Error(`The page ${path} crashed.`)));
    setTimeout(() => reject(new Error(`The page ${path} did not finish within ${pageLimitMs / 1000} s.`)), pageLimitMs).unref();
  });
  try {
    await page.goto(url + path);
    return await Promise.race([task(page), /** @type {Promise<never>} */ (failed)]);
  } finally {
    await page.close();
  }
};

/**
 * Milliseconds that the page's main thread has worked so far, on the processor where the browser tells it.
 * @param {import("playwright").Page} page
 * @returns {Promise<() => Promise<number>>}
 */
export const watchMainThread = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const task = metrics.find(({ name }) => name === "TaskDuration");
    if (task === undefined) throw new Error("The browser does not tell how long the page's tasks took.");
    return task.value * 1000;
  };
};
