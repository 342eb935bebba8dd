import { onPage } from "./browser.mjs";
import { withPeers } from "./peer-children.mjs";
import { figure } from "./report.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

const short = 100;
const long = 1_000;
const kept = "langgraph with MemorySaver";

/**
 * The engine on disk in a browser's worker, with strict commits, beside LangGraph with its checkpointer in memory. Both by the
 * clock: what waits for the disk is not on the processor.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const durableRows = (browser, rounds) =>
  withPeers([kept], [], async ([peer]) => {
    /** @type {{ short: number[], long: number[], peer: number[], strict: number[], all: number[] }} */
    const figures = { short: [], long: [], peer: [], strict: [], all: [] };
    /** @param {number} turns */
    const runOnDisk = (turns) =>
      onPage(browser, "durable.html", (page) => page.evaluate((wanted) => globalThis.durableBench(wanted), turns));
    for (let round = -1; round < rounds; round += 1) {
      const peerTime = (await peer?.measure({ type: "turns", turns: short, runs: 1, by: "clock" })) ?? Number.NaN;
      const [few, many] = [await runOnDisk(short), await runOnDisk(long)];
      if (round < 0) continue;
      figures.peer.push(peerTime);
      figures.short.push((few.spentMs * 1000) / short);
      figures.long.push((many.spentMs * 1000) / long);
      figures.strict.push(many.strictCommits / long);
      figures.all.push(many.commits / long);
    }
    const ratio = pairedRatio(figures.short, figures.peer);
    const growth = pairedRatio(figures.long, figures.short);
    return [
      {
        name: "On disk in a worker: a turn with one call, strict, 100 turns",
        unit: "µs",
        ours: median(figures.short),
        ratio,
        target: "at most half of LangGraph's checkpointer in memory",
        judged: ratio,
        bound: 0.5,
        sense: "at-most",
        note: `${spread(figures.short)}; ${kept} ${figure(median(figures.peer))} µs, by the clock both`,
      },
      {
        name: "On disk in a worker: 1,000 turns to 100 turns, per turn",
        unit: "µs",
        floor: median(figures.short),
        ours: median(figures.long),
        ratio: growth,
        target: "flat: at most 1.3×",
        judged: growth,
        bound: 1.3,
        sense: "at-most",
        note: spread(figures.long),
      },
      {
        name: "On disk in a worker: strict commits a turn",
        unit: "commits",
        ours: median(figures.strict),
        target: "about two: at most 2.2",
        judged: median(figures.strict),
        bound: 2.2,
        sense: "at-most",
        note: `${figure(median(figures.all))} with those that need not be on the disk at once`,
      },
    ];
  });
