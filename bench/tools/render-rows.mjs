import { onPage, watchMainThread } from "./browser.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

const frameMs = 16.7;
const kilobyte = 1024;

/** @typedef {{ total: number, frames: readonly number[] }} Drawn milliseconds of the main thread, and of each frame */

/** @type {Readonly<Record<string, import("../browser/render.tsx").RenderPlan>>} */
const plans = {
  bare: { renderer: "bare", begun: 0, older: 0 },
  app: { renderer: "app", begun: 0, older: 0 },
  late: { renderer: "app", begun: 360 * kilobyte, older: 0 },
  older: { renderer: "app", begun: 0, older: 3_000 },
};

/**
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {import("../browser/render.tsx").RenderPlan} plan
 * @returns {Promise<Drawn>}
 */
const drawAnswer = (browser, plan) =>
  onPage(browser, "render.html", async (page) => {
    await page.evaluate((wanted) => globalThis.renderBench.prepare(wanted), plan);
    const mainThread = await watchMainThread(page);
    const before = await mainThread();
    const frames = await page.evaluate(() => globalThis.renderBench.stream());
    return { total: (await mainThread()) - before, frames };
  });

/**
 * Which frames take too long, by their place. Every round draws the same frames, so each counts with its median over the rounds: what another
 * program on the machine held up in one round is not the page's.
 * @param {readonly Drawn[]} rounds
 * @returns {readonly number[]}
 */
const lateFrames = (rounds) =>
  [...(rounds[0]?.frames.keys() ?? [])].filter((index) => median(rounds.map(({ frames }) => frames[index] ?? 0)) > frameMs);

/**
 * A markdown answer of 40 KB in 600 frames, drawn by the app's chat and by a bare renderer.
 * @param {import("./browser.mjs").BenchBrowser} browser
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const renderRows = async (browser, rounds) => {
  /** @type {Record<string, Drawn[]>} */
  const drawn = { bare: [], app: [], late: [], older: [] };
  await drawAnswer(browser, { renderer: "app", begun: 0, older: 0 });
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, plan] of Object.entries(plans)) drawn[name]?.push(await drawAnswer(browser, plan));
  }
  /** @param {string} name */
  const totals = (name) => (drawn[name] ?? []).map(({ total }) => total);
  /** @param {string} name */
  const perFrame = (name) => median(totals(name)) / (drawn[name]?.[0]?.frames.length ?? Number.NaN);
  /** @param {string} name @param {string} base @param {string} label @param {number} bound @param {string} target @returns {import("./report.mjs").Row} */
  const ratioRow = (name, base, label, bound, target) => {
    const ratio = pairedRatio(totals(name), totals(base));
    return {
      name: label,
      unit: "ms",
      floor: perFrame(base),
      ours: perFrame(name),
      ratio,
      target,
      judged: ratio,
      bound,
      sense: "at-most",
    };
  };
  const late = lateFrames(drawn.app ?? []);
  const whole = ratioRow("app", "bare", "", 1.3, "");
  return [
    {
      ...whole,
      name: "40 KB answer in 600 frames, main thread",
      floor: median(totals("bare")),
      ours: median(totals("app")),
      target: "at most 1.3× a bare incremental renderer",
      note: spread(totals("app")),
    },
    {
      name: "40 KB answer, frames over 16.7 ms",
      unit: "frames",
      floor: lateFrames(drawn.bare ?? []).length,
      ours: late.length,
      target: "0",
      judged: late.length,
      bound: 0,
      sense: "at-most",
      note: late.map((index) => `frame ${index + 1}`).join(", "),
    },
    ratioRow("late", "app", "The last 40 KB of 400 KB to the first, per frame", 1.3, "the same: at most 1.3×"),
    ratioRow("older", "app", "40 KB answer after 3,000 turns to none, per frame", 1.3, "unchanged: at most 1.3×"),
  ];
};
