import { onPage } from "./browser.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

const deltas = 20_000;
/** 0.5 µs where a message for each delta takes 8.1 µs. */
const bound = 0.5 / 8.1;

/**
 * Stream text from the worker to the page, joined while it waits: what both threads spend on it, and what a message for each
 * delta would take.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const wireRows = async (browser, rounds) => {
  /** @param {import("../browser/wire.ts").Way} by */
  const measure = (by) =>
    onPage(browser, "wire.html", (page) =>
      page.evaluate(([way, total]) => globalThis.wireBench(way, total), /** @type {const} */ ([by, deltas])),
    );
  /** @type {{ each: number[], hand: number[], app: number[] }} */
  const spent = { each: [], hand: [], app: [] };
  let messages = 0;
  await measure("app");
  for (let round = 0; round < rounds; round += 1) {
    const [each, hand, app] = [await measure("each"), await measure("hand"), await measure("app")];
    spent.each.push((each.wallMs * 1000) / deltas);
    spent.hand.push(((hand.workerMs + hand.pageMs) * 1000) / deltas);
    spent.app.push(((app.workerMs + app.pageMs) * 1000) / deltas);
    messages = Math.max(messages, app.messages);
  }
  const ratio = pairedRatio(spent.app, spent.each);
  return [
    {
      name: "Worker to page, 20,000 deltas a second, both threads, per delta",
      unit: "µs",
      floor: median(spent.each),
      ours: median(spent.app),
      ratio,
      target: "at most 0.062× a message for each delta: 0.5 µs where that takes 8.1",
      judged: ratio,
      bound,
      sense: "at-most",
      note: `${spread(spent.app)}; at most ${messages} messages; joined by hand ${median(spent.hand).toFixed(2)} µs`,
    },
  ];
};
