import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sizeRows, stopRows } from "./tools/app-rows.mjs";
import { withBrowser } from "./tools/browser.mjs";
import { appFolder, bundleApp, bundleNodeBenches, bundlePages, bundlePeers, nodeBench, pagesFolder } from "./tools/bundle.mjs";
import { carryRows } from "./tools/carry-rows.mjs";
import { durableRows } from "./tools/durable-rows.mjs";
import { filesRows } from "./tools/files-rows.mjs";
import { firstTokenRows } from "./tools/first-token-rows.mjs";
import { historyRows } from "./tools/history-rows.mjs";
import { installPeers } from "./tools/install-peers.mjs";
import { logRows } from "./tools/log-rows.mjs";
import { peerRows } from "./tools/peer-rows.mjs";
import { renderRows } from "./tools/render-rows.mjs";
import { benchReport } from "./tools/report.mjs";
import { wireRows } from "./tools/wire-rows.mjs";

/**
 * Measures what the product promises about speed and size, prints the table and writes it to RESULTS.md. BENCH_QUICK=1 runs three
 * rounds instead of nine and writes nothing; names of groups after the command run only these and write nothing either.
 */
const isQuick = process.env.BENCH_QUICK === "1";
const rounds = isQuick ? 3 : 9;

/** @param {string} name @param {...string} flags @returns {import("./tools/report.mjs").Row[]} */
const inNode = (name, ...flags) =>
  JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", ...flags, nodeBench, name, String(rounds)], {
      encoding: "utf8",
      env: { ...process.env, NODE_ENV: "production" },
    }),
  );

let browserVersion = "no browser";
/**
 * @param {string} folder
 * @param {(browser: import("./tools/browser.mjs").BenchBrowser, rounds: number) => Promise<import("./tools/report.mjs").Row[]>} measure
 * @param {readonly string[]} [flags]
 */
const inBrowser = (folder, measure, flags) => {
  const task = (/** @type {import("./tools/browser.mjs").BenchBrowser} */ browser) => {
    browserVersion = `Chromium ${browser.version}`;
    return measure(browser, rounds);
  };
  return withBrowser(folder, task, flags);
};

/** @type {Promise<string | undefined> | undefined} */
let installed;
/** @param {() => Promise<import("./tools/report.mjs").Row[]>} measure */
const besidePeers = async (measure) => {
  installed ??= installPeers();
  const missing = await installed;
  if (missing === undefined) {
    await bundlePeers();
    return measure();
  }
  console.log(
    `The libraries to compare with could not be installed, so these rows are left out: ${missing}. Try again with a network.`,
  );
  return [];
};

/** @type {Readonly<Record<string, () => Promise<import("./tools/report.mjs").Row[]>>>} */
const groups = {
  loop: async () => inNode("loop"),
  deltas: async () => inNode("deltas"),
  heap: async () => inNode("heap", "--max-semi-space-size=1"),
  request: async () => inNode("request"),
  decode: async () => inNode("decode"),
  cancel: async () => inNode("cancel"),
  rules: async () => inNode("rules"),
  limits: async () => inNode("limits"),
  search: async () => inNode("search"),
  state: async () => inNode("state"),
  graph: async () => inNode("graph"),
  consolidation: async () => inNode("consolidation"),
  "memory-graph": async () => inNode("memory-graph"),
  recall: async () => inNode("recall"),
  why: async () => inNode("why"),
  wire: () => inBrowser(pagesFolder, wireRows),
  render: () => inBrowser(pagesFolder, renderRows),
  log: () => inBrowser(pagesFolder, logRows),
  history: () => inBrowser(pagesFolder, historyRows),
  carry: () => inBrowser(pagesFolder, carryRows),
  size: async () => sizeRows(appFolder),
  stop: () => inBrowser(appFolder, stopRows),
  // At the frame rate that a person has.
  files: () => inBrowser(appFolder, filesRows, []),
  // At the frame rate that a person has: a frame more is part of what they wait for.
  "first-token": () => inBrowser(appFolder, firstTokenRows, []),
  peers: () => besidePeers(() => peerRows(rounds)),
  durable: () => besidePeers(() => inBrowser(pagesFolder, durableRows)),
};
const chosen = process.argv.slice(2);
const names = chosen.length === 0 ? Object.keys(groups) : chosen;
for (const name of names) {
  if (!(name in groups)) throw new Error(`There is no group ${name}. There are ${Object.keys(groups).join(", ")}.`);
}

await bundleNodeBenches();
await bundlePages();
await bundleApp();
const load = loadavg()[0]?.toFixed(1) ?? "unknown";
/** @type {import("./tools/report.mjs").Row[]} */
const rows = [];
for (const name of names) {
  console.log(`Measuring ${name} …`);
  rows.push(...((await groups[name]?.()) ?? []));
}
const [processor] = cpus();
const text = benchReport({
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${processor?.model.trim() ?? "CPU"}, Node ${process.versions.node}, ${browserVersion}, load ${load} before the first round`,
  rounds,
  rows,
});
console.log(`\n${text}`);
if (chosen.length === 0 && !isQuick) writeFileSync(join(fileURLToPath(new URL(".", import.meta.url)), "RESULTS.md"), text);
