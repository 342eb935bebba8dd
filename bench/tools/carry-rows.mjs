import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

/**
 * Many files at once, in a browser's worker, on disk, beside the same bytes alone and another file system.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const carryRows = async (browser, rounds) => {
  /** @type {import("../browser/carry-worker.ts").CarryTimes[]} */
  const times = [];
  for (let round = 0; round < rounds; round += 1)
    times.push(await onPage(browser, "carry.html", (page) => page.evaluate(() => globalThis.carryBench())));
  /** @param {(one: import("../browser/carry-worker.ts").CarryTimes) => number} of */
  const all = (of) => times.map(of);
  const [ours, bare, lightning] = [all((t) => t.oursMs), all((t) => t.bareMs), all((t) => t.lightningMs)];
  const toBare = median(all((t) => t.oursMs / t.bareMs));
  const toLightning = median(all((t) => t.lightningMs / t.oursMs));
  const importToBare = median(all((t) => t.importMs / t.bareMs));
  return [
    {
      name: "1,000 files of 4 KB by one call, on disk",
      unit: "ms",
      ours: median(ours),
      target: "at most 2.5 × one bare strict transaction of the same bytes",
      judged: toBare,
      bound: 2.5,
      sense: "at-most",
      note: `${spread(ours)}; the bare transaction took ${median(bare).toFixed(0)} ms`,
    },
    {
      name: "The same, beside lightning-fs with a flush after each file",
      unit: "ms",
      ours: median(ours),
      target: "at least 5 × faster",
      judged: toLightning,
      bound: 5,
      sense: "at-least",
      note: `lightning-fs took ${median(lightning).toFixed(0)} ms`,
    },
    {
      name: "The same out of a zip archive: unpacked, checked, committed",
      unit: "ms",
      ours: median(all((t) => t.importMs)),
      target: "none",
      judged: importToBare,
      bound: Number.POSITIVE_INFINITY,
      sense: "at-most",
      note: `${importToBare.toFixed(1)} × the bare transaction`,
    },
    {
      name: "Opening a workspace of 20,000 files",
      unit: "ms",
      ours: median(all((t) => t.openMs)),
      target: "at most 1,000 ms",
      judged: median(all((t) => t.openMs)),
      bound: 1_000,
      sense: "at-most",
      note: spread(all((t) => t.openMs)),
    },
  ];
};
