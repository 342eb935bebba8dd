import { onPage } from "./browser.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

const manyEntries = 5_000;
const fewEntries = 200;
const sessionEntries = 10_000;
const searchedEntries = 100_000;

/**
 * The log in a worker on a profile on disk: many appends at once, one after the other, and a long session read again.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const logRows = async (browser, rounds) => {
  /** @param {import("../browser/log-worker.ts").LogTask} task */
  const measure = (task) => onPage(browser, "log.html", (page) => page.evaluate((wanted) => globalThis.logBench(wanted), task));
  /** @type {number[]} */
  const perSecond = [];
  /** @type {number[]} */
  const single = [];
  /** @type {number[]} */
  const bare = [];
  for (let round = 0; round < rounds; round += 1) {
    perSecond.push((manyEntries * 1000) / (await measure({ type: "append", entries: manyEntries, inFlight: 100 })));
    bare.push((await measure({ type: "bare", transactions: fewEntries })) / fewEntries);
    single.push((await measure({ type: "append", entries: fewEntries, inFlight: 1 })) / fewEntries);
  }
  await measure({ type: "fill", entries: sessionEntries });
  /** @type {number[]} */
  const reopened = [];
  for (let round = 0; round < rounds; round += 1) {
    const spentMs = await onPage(browser, "reopen.html", (page) =>
      page.evaluate((entries) => globalThis.reopenBench("long", entries), sessionEntries),
    );
    reopened.push(spentMs);
  }
  await measure({ type: "fill-many", entries: searchedEntries });
  /** @type {number[]} */
  const searched = [];
  /** @type {number[]} */
  const indexed = [];
  for (let round = 0; round < rounds; round += 1) {
    indexed.push(await measure({ type: "index" }));
    searched.push(await measure({ type: "search" }));
  }
  const ratio = pairedRatio(single, bare);
  return [
    {
      name: "Log, strict, 100 appends in flight",
      unit: "entries/s",
      ours: median(perSecond),
      target: "at least 10,000 a second",
      judged: median(perSecond),
      bound: 10_000,
      sense: "at-least",
      note: spread(perSecond),
    },
    {
      name: "Log, strict, one append in flight",
      unit: "ms",
      floor: median(bare),
      ours: median(single),
      ratio,
      target: "at most 3 bare strict transactions",
      judged: ratio,
      bound: 3,
      sense: "at-most",
      note: spread(single),
    },
    {
      name: "Session of 10,000 entries, from the worker's start to the end of the fold",
      unit: "ms",
      ours: median(reopened),
      target: "at most 1,000 ms",
      judged: median(reopened),
      bound: 1_000,
      sense: "at-most",
      note: spread(reopened),
    },
    {
      name: "Query over 100,000 entries, the slowest of ten",
      unit: "ms",
      ours: median(searched),
      target: "at most 50 ms by index",
      judged: median(searched),
      bound: 50,
      sense: "at-most",
      note: `${spread(searched)}; the first question makes the index, in ${Math.round(median(indexed))} ms`,
    },
  ];
};
