import { onPage } from "./browser.mjs";
import { median, spread } from "./rounds.mjs";

const deltas = 20_000;

/**
 * Stream text from the worker to the page, joined while it waits: what both threads spend on it.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const wireRows = async (browser, rounds) => {
  /** @param {"hand" | "app"} by */
  const measure = (by) =>
    onPage(browser, "wire.html", (page) =>
      page.evaluate(([way, total]) => globalThis.wireBench(way, total), /** @type {const} */ ([by, deltas])),
    );
  /** @type {number[]} */
  const floor = [];
  /** @type {number[]} */
  const ours = [];
  let messages = 0;
  await measure("app");
  for (let round = 0; round < rounds; round += 1) {
    const hand = await measure("hand");
    const app = await measure("app");
    floor.push(((hand.workerMs + hand.pageMs) * 1000) / deltas);
    ours.push(((app.workerMs + app.pageMs) * 1000) / deltas);
    messages = Math.max(messages, app.messages);
  }
  return [
    {
      name: "Worker to page, 20,000 deltas a second, both threads, per delta",
      unit: "µs",
      floor: median(floor),
      ours: median(ours),
      target: "at most 0.5 µs",
      judged: median(ours),
      bound: 0.5,
      sense: "at-most",
      note: `${spread(ours)}; at most ${messages} messages`,
    },
  ];
};
