import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { builtFolder, projectRoot } from "./build-app.mjs";
import { findChromium } from "./find-chromium.mjs";
import { judgeFirstLoad, measureFirstLoad } from "./first-load.mjs";
import { caseCounts, failedCases, noCases, summaryLines } from "./test-report.mjs";

const reports = join(projectRoot, "node_modules/.cache/reports");
const unitReport = join(reports, "unit.json");
const browserReport = join(reports, "e2e.json");

/**
 * Runs a program of this project and shows what it says.
 * @param {string} program path below node_modules
 * @param {readonly string[]} parameters
 * @returns {Promise<boolean>} whether it ended well
 */
const run = (program, parameters) =>
  new Promise((resolve) => {
    const file = join(projectRoot, "node_modules", program);
    const child = spawn(process.execPath, [file, ...parameters], { cwd: projectRoot, stdio: "inherit" });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });

/** @returns {Promise<boolean>} */
const checkSizes = async () => {
  const rows = judgeFirstLoad(measureFirstLoad(builtFolder));
  for (const { name, bytes, budget, fits } of rows) {
    console.log(`${name}: ${(bytes / 1024).toFixed(1)} of ${budget / 1024} KB gzip${fits ? "" : ", over the budget"}`);
  }
  return rows.every(({ fits }) => fits);
};

/** @type {readonly { readonly name: string, readonly check: () => Promise<boolean>, readonly report?: string }[]} */
const steps = [
  { name: "types", check: () => run("typescript/bin/tsc", []) },
  { name: "lint and format", check: () => run("@biomejs/biome/bin/biome", ["check", ".", "--diagnostic-level=warn"]) },
  { name: "unused code", check: () => run("knip/bin/knip.js", []) },
  {
    name: "unit tests",
    check: () => run("vitest/vitest.mjs", ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${unitReport}`]),
    report: unitReport,
  },
  { name: "build", check: () => run("vite/bin/vite.js", ["build", "--logLevel", "warn"]) },
  { name: "size budget", check: checkSizes },
  {
    name: "browser tests",
    check: () => run("@playwright/test/cli.js", ["test", "-c", "e2e", "--reporter=line,json"]),
    report: browserReport,
  },
];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = browserReport;
console.log(`Browser: ${await findChromium()}`);

/** @type {import("./test-report.mjs").StepResult[]} */
const results = [];
/** @type {string[]} Named once more at the end: the end of a long output is what is read. */
const failures = [];
for (const { name, check, report } of steps) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const passed = await check().catch((cause) => {
    console.error(cause instanceof Error ? cause.message : cause);
    return false;
  });
  const written = report !== undefined && existsSync(report) ? readFileSync(report, "utf8") : undefined;
  const counts = written === undefined ? noCases : caseCounts(written);
  if (!passed && written !== undefined) failures.push(...failedCases(written));
  results.push({ name, passed, seconds: (performance.now() - startedAt) / 1000, counts });
}
if (failures.length > 0) console.log(["", "Failed:", ...failures].join("\n"));
for (const line of summaryLines(results)) console.log(line);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
