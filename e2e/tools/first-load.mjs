import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const kilobyte = 1024;

/** What each thread may load before a person can do anything, gzip. */
const budgets = { page: 180 * kilobyte, worker: 150 * kilobyte };

const staticImport =
  /(?:^|[;}\n])\s*(?:import|export)\s*(?:[^"'();]*?\sfrom\s*|[^"'();]*?\}\s*from\s*|\*\s*from\s*)?["'](\.[^"']+)["']/g;

/**
 * A module and everything that it imports before it runs. Lazy imports are not part of it.
 * @param {string} file
 * @param {Set<string>} [found]
 * @returns {Set<string>}
 */
export const loadedWith = (file, found = new Set()) => {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, target] of readFileSync(file, "utf8").matchAll(staticImport)) {
    if (target !== undefined) loadedWith(join(dirname(file), target), found);
  }
  return found;
};

/**
 * @param {Iterable<string>} files
 * @returns {number}
 */
const gzipBytes = (files) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).byteLength, 0);

/**
 * @typedef {object} FirstLoad
 * @property {number} page gzip bytes of boot script, entry, what it imports, and style sheets
 * @property {number} worker gzip bytes of the agent's worker and what it imports
 */

/**
 * Measures the built app. Throws when the page or the worker is not what the build makes.
 * @param {string} directory the built app
 * @returns {FirstLoad}
 */
export const measureFirstLoad = (directory) => {
  const html = readFileSync(join(directory, "index.html"), "utf8");
  const entry = /data-entry="([^"]+)"/.exec(html)?.[1];
  if (entry === undefined) throw new Error("The built page names no entry.");
  const styles = [...html.matchAll(/<link rel="stylesheet"[^>]*href="([^"]+)"/g)].map(([, href]) => join(directory, href ?? ""));
  const workerFolder = join(directory, "assets/worker");
  const workers = readdirSync(workerFolder).filter((name) => /^main-.*\.js$/.test(name));
  const [worker] = workers;
  if (worker === undefined || workers.length !== 1)
    throw new Error(`The built app has ${workers.length} agent workers, not one.`);
  return {
    page: gzipBytes([join(directory, "boot.js"), ...loadedWith(join(directory, entry)), ...styles]),
    worker: gzipBytes(loadedWith(join(workerFolder, worker))),
  };
};

/**
 * @param {FirstLoad} sizes
 * @returns {readonly { readonly name: string, readonly bytes: number, readonly budget: number, readonly fits: boolean }[]}
 */
export const judgeFirstLoad = ({ page, worker }) => [
  { name: "page, first chunk", bytes: page, budget: budgets.page, fits: page <= budgets.page },
  { name: "worker, core", bytes: worker, budget: budgets.worker, fits: worker <= budgets.worker },
];
