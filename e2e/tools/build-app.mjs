import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
/** BUILT_APP names another built app, so that one version can be tested while the next is being made. */
export const builtFolder = process.env.BUILT_APP ?? join(projectRoot, "dist");

const sources = ["src", "public", "index.html", "vite.config.ts", "package-lock.json", "e2e/tools/page-policy.ts"];

/**
 * @param {string} path
 * @returns {number} when the newest file in it was changed
 */
const newestChange = (path) => {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestChange(join(path, name))));
};

/** @returns {boolean} whether the built app is there and no source is newer */
export const isBuilt = () => {
  const page = join(builtFolder, "index.html");
  if (!existsSync(page)) return false;
  const builtAt = statSync(page).mtimeMs;
  return sources.map((name) => join(projectRoot, name)).every((path) => !existsSync(path) || newestChange(path) <= builtAt);
};

/** Builds the app. Ends the program when that fails; the build has said why. */
export const build = () => {
  const vite = join(projectRoot, "node_modules/vite/bin/vite.js");
  const parameters = [vite, "build", "--logLevel", "warn", "--outDir", builtFolder, "--emptyOutDir"];
  const { status } = spawnSync(process.execPath, parameters, { cwd: projectRoot, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
