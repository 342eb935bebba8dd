import { judgeFirstLoad, measureFirstLoad } from "../../e2e/tools/first-load.mjs";
import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

const kilobyte = 1024;
const watchMs = 1_000;

/**
 * What the page and the worker load before a person can do anything.
 * @param {string} directory the built app
 * @returns {import("./report.mjs").Row[]}
 */
export const sizeRows = (directory) =>
  judgeFirstLoad(measureFirstLoad(directory)).map(({ name, bytes, budget }) => ({
    name: `Size, ${name}, gzip`,
    unit: "KB",
    ours: bytes / kilobyte,
    target: `at most ${budget / kilobyte} KB`,
    judged: bytes,
    bound: budget,
    sense: "at-most",
  }));

/**
 * Presses Stop in the middle of an answer and watches its text, frame by frame, for a second.
 * @param {import("playwright").Page} page
 * @returns {Promise<number>} milliseconds from the press to the frame of the last change
 */
const stopAnswer = async (page) => {
  await page.getByRole("button", { name: /^Watch it work/ }).click();
  const stop = page.getByRole("button", { name: "Stop", exact: true });
  await stop.click();
  await stop.waitFor({ state: "hidden" });
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Write a long answer");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForFunction(() => ([...document.querySelectorAll(".prose")].at(-1)?.textContent ?? "").length > 200);
  return page.evaluate(async (limitMs) => {
    const answer = [...document.querySelectorAll(".prose")].at(-1);
    const button = [...document.querySelectorAll("button")].find(({ textContent, ariaLabel }) =>
      [textContent?.trim(), ariaLabel].includes("Stop"),
    );
    if (answer === undefined || button === undefined) throw new Error("There is no answer, or nothing to stop it with.");
    let shown = answer.textContent;
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // Pressed in the frame of a change, so that the answer is surely under way.
    while (answer.textContent === shown) await nextFrame();
    shown = answer.textContent;
    const pressedAt = performance.now();
    let changedAt = pressedAt;
    button.click();
    while (performance.now() - pressedAt < limitMs) {
      await nextFrame();
      if (answer.textContent === shown) continue;
      shown = answer.textContent;
      changedAt = performance.now();
    }
    if (button.isConnected) throw new Error("The run goes on after Stop.");
    return changedAt - pressedAt;
  }, watchMs);
};

/** Forgets the workspace, so that the next round starts where a person starts. */
const forgetEverything = async () => {
  localStorage.clear();
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    await new Promise((resolve, reject) => {
      const removal = indexedDB.deleteDatabase(name);
      removal.onsuccess = resolve;
      removal.onerror = reject;
    });
  }
};

/**
 * From Stop to the last token that is painted, in the built app, while the Demo model writes at a human pace.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const stopRows = async (browser, rounds) => {
  /** @type {number[]} */
  const lags = [];
  for (let round = 0; round < rounds; round += 1) {
    lags.push(await onPage(browser, "", stopAnswer));
    await onPage(browser, "nothing-here", (page) => page.evaluate(forgetEverything));
  }
  return [
    {
      name: "Stop to the last painted token",
      unit: "ms",
      ours: median(lags),
      target: "at most 100 ms",
      judged: median(lags),
      bound: 100,
      sense: "at-most",
      note: spread(lags),
    },
  ];
};
