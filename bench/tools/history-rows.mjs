import { onPage } from "./browser.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

const steps = 500;

/**
 * Undo and redo in a browser's worker, on disk, one strict commit a step.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const historyRows = async (browser, rounds) => {
  /** @type {{ bare: number[], undo: number[], redo: number[], commit: number[] }} */
  const figures = { bare: [], undo: [], redo: [], commit: [] };
  for (let round = 0; round < rounds; round += 1) {
    const { bareMs, undoMs, redoMs, commitMs } = await onPage(browser, "history.html", (page) =>
      page.evaluate((wanted) => globalThis.historyBench(wanted), steps),
    );
    figures.bare.push(bareMs);
    figures.undo.push(undoMs);
    figures.redo.push(redoMs);
    figures.commit.push(commitMs);
  }
  /** @param {string} name @param {number[]} took @param {number} bound @returns {import("./report.mjs").Row} */
  const row = (name, took, bound) => ({
    name,
    unit: "ms",
    ours: median(took),
    target: `at most ${bound.toLocaleString("en")} ms`,
    judged: median(took),
    bound,
    sense: "at-most",
    note: spread(took),
  });
  /** @param {import("./report.mjs").Row} one @param {number[]} took @returns {import("./report.mjs").Row} */
  const besideBare = (one, took) => ({
    ...one,
    floor: median(figures.bare),
    ratio: pairedRatio(took, figures.bare),
    note: `${one.note}; floor: as many bare strict transactions`,
  });
  return [
    besideBare(row("Undo of 500 steps, one by one, on disk", figures.undo, 1_000), figures.undo),
    besideBare(row("Redo of 500 steps, one by one, on disk", figures.redo, 1_000), figures.redo),
    row("Git: a commit of 10 changed among 1,000 files", figures.commit, 200),
  ];
};
