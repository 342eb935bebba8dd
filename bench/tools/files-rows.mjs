import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

const files = 20_000;
/** As many as come in at once. */
const atOnce = 2_000;

/** @param {import("playwright").Page} page @param {number} from */
const bringIn = async (page, from) => {
  const names = Array.from({ length: atOnce }, (_, index) => `file-${from + index}.txt`);
  await page
    .getByLabel("Files to bring in")
    .setInputFiles(names.map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(`This is ${name}.\n`) })));
  await page.getByRole("region", { name: "Notices" }).getByText(`file-${from}.txt`).waitFor();
};

/** A session that wrote nothing itself, beside 20,000 files that another one brought in. @param {import("playwright").Page} page */
const fill = async (page) => {
  // The first screen stands alone; every other page has the list of sessions beside it.
  await page.evaluate(() => {
    location.hash = "#/settings/about";
  });
  await page.getByRole("button", { name: "New session", exact: true }).click();
  await page.getByRole("tab", { name: "Files" }).click();
  for (let from = 0; from < files; from += atOnce) await bringIn(page, from);
  await page.getByRole("button", { name: "New session", exact: true }).click();
  await page.getByText(/^The workspace:/).waitFor();
};

/**
 * Goes from another tab to Files and waits for the frame with the first rows.
 * @param {import("playwright").Page} page
 * @returns {Promise<{ readonly ms: number, readonly longestTask: number }>}
 */
const openFiles = async (page) => {
  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.getByRole("tree").waitFor({ state: "detached" });
  return page.evaluate(async () => {
    /** @type {number[]} */
    const tasks = [0];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: "longtask" });
    const tab = [...document.querySelectorAll("[role=tab]")].find(({ textContent }) => textContent === "Files");
    if (!(tab instanceof HTMLElement)) throw new Error("There is no tab of files.");
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const startedAt = performance.now();
    tab.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
    while (document.querySelector("[role=treeitem]") === null) await nextFrame();
    await nextFrame();
    const ms = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { duration } of observer.takeRecords()) tasks.push(duration);
    observer.disconnect();
    return { ms, longestTask: Math.max(...tasks) };
  });
};

/**
 * Opening the files of a workspace of 20,000, in the built app.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const filesRows = async (browser, rounds) => {
  await onPage(browser, "", fill);
  const opened = await onPage(browser, "", async (page) => {
    await page.getByRole("tab", { name: "Files" }).click();
    await page.getByRole("tree").waitFor();
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await openFiles(page));
    return all;
  });
  const times = opened.map(({ ms }) => ms);
  const tasks = opened.map(({ longestTask }) => longestTask);
  return [
    {
      name: "Opening 20,000 files",
      unit: "ms",
      ours: median(times),
      target: "at most 1,000 ms",
      judged: median(times),
      bound: 1_000,
      sense: "at-most",
      note: spread(times),
    },
    {
      name: "Longest page task meanwhile (0: none over 50 ms)",
      unit: "ms",
      ours: median(tasks),
      target: "at most 50 ms",
      judged: median(tasks),
      bound: 50,
      sense: "at-most",
      note: spread(tasks),
    },
  ];
};
