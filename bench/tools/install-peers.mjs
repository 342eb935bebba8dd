import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { peersFolder } from "./bundle.mjs";
import { pinnedNode } from "./peer-children.mjs";

const benchFolder = fileURLToPath(new URL("..", import.meta.url));
const isWindows = process.platform === "win32";
const files = ["package.json", "package-lock.json"];

/** @param {string} folder @param {string} name */
const textOf = (folder, name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined);

/** Whether exactly these versions lie there and run. */
const isInstalled = () => {
  if (files.some((name) => textOf(peersFolder, name) !== textOf(benchFolder, name)) || !existsSync(pinnedNode)) return false;
  try {
    return execFileSync(pinnedNode, ["--version"], { encoding: "utf8" }).startsWith("v");
  } catch {
    return false;
  }
};

/**
 * Installs what package.json and package-lock.json of the bench name, where the product's own modules do not find it: some of
 * its packages are there in other versions. Scripts run for Node alone, which brings its program that way.
 * @returns {Promise<string | undefined>} why it is not there; undefined when it is
 */
export const installPeers = async () => {
  if (isInstalled()) return undefined;
  console.log("Installing the libraries to compare with, some 500 MB …");
  const npm = (/** @type {string[]} */ ...words) =>
    promisify(execFile)("npm", words, { cwd: peersFolder, maxBuffer: 1e8, shell: isWindows });
  try {
    rmSync(join(peersFolder, "node_modules"), { recursive: true, force: true });
    mkdirSync(peersFolder, { recursive: true });
    for (const name of files) cpSync(join(benchFolder, name), join(peersFolder, name));
    await npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict=false");
    // Comes last, so that what was broken off is installed again.
    await npm("rebuild", "node");
    return isInstalled() ? undefined : "its Node does not start";
  } catch (cause) {
    return cause instanceof Error ? (/npm error .*/.exec(cause.message)?.[0] ?? cause.message) : String(cause);
  }
};
