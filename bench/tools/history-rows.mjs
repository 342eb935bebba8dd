import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

const steps = 500;

/**
 * Undo and redo in a browser's worker, on disk, one strict commit a step.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const historyRows = async (browser, rounds) => {
  /** @type {{ undo: number[], redo: number[] }} */
  const figures = { undo: [], redo: [] };
  for (let round = 0; round < rounds; round += 1) {
    const { undoMs, redoMs } = await onPage(browser, "history.html", (page) =>
      page.evaluate((wanted) => globalThis.historyBench(wanted), steps),
    );
    figures.undo.push(undoMs);
    figures.redo.push(redoMs);
  }
  /** @param {string} name @param {number[]} took @returns {import("./report.mjs").Row} */
  const row = (name, took) => ({
    name,
    unit: "ms",
    ours: median(took),
    target: "at most 1,000 ms",
    judged: median(took),
    bound: 1_000,
    sense: "at-most",
    note: spread(took),
  });
  return [
    row("Undo of 500 steps, one by one, on disk", figures.undo),
    row("Redo of 500 steps, one by one, on disk", figures.redo),
  ];
};
