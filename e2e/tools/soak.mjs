import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { build, isBuilt, projectRoot } from "./build-app.mjs";
import { findChromium } from "./find-chromium.mjs";
import { soakReport } from "./soak-report.mjs";

const reports = join(projectRoot, "node_modules/.cache/reports");
const unitReport = join(reports, "soak-unit.json");
const browserReport = join(reports, "soak-e2e.json");

/**
 * Tests that count higher when SOAK is set, told by their text.
 * @param {string} folder
 * @param {RegExp} ending
 * @returns {string[]}
 */
const scalingTests = (folder, ending) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter(
      (path) =>
        ending.test(path) && readFileSync(join(projectRoot, path), "utf8").match(/from "[^"]*soak\.ts"|env\.SOAK/) !== null,
    );

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 * @returns {boolean}
 */
const run = (program, parameters) =>
  spawnSync(process.execPath, [join(projectRoot, "node_modules", program), ...parameters], { cwd: projectRoot, stdio: "inherit" })
    .status === 0;

const executablePath = await findChromium();
if (!isBuilt()) build();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
process.env.SOAK = "1";
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = browserReport;

const unitTests = [...scalingTests("src", /\.test\.tsx?$/), ...scalingTests("src", /\.contract\.ts$/)];
const browserTests = scalingTests("e2e", /\.spec\.ts$/);
// Without names the runner would take every test there is.
const unitPassed =
  unitTests.length === 0 ||
  run("vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${unitReport}`,
    // A suite that runs on several implementations is named by the tests that call it.
    ...new Set(unitTests.map((path) => (path.endsWith(".contract.ts") ? join(path, "..") : path))),
  ]);
const browserPassed = run("@playwright/test/cli.js", ["test", "-c", "e2e", "--reporter=line,json", ...browserTests]);

const version = spawnSync(executablePath, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? executablePath;
const machine = `${version}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "CPU"}, ${process.platform} ${release()}`;
const text = soakReport({
  date: new Date().toISOString().slice(0, 10),
  machine,
  unit: unitTests.length === 0 ? '{"testResults":[]}' : readFileSync(unitReport, "utf8"),
  browser: readFileSync(browserReport, "utf8"),
});
writeFileSync(join(projectRoot, "bench/SOAK.md"), text);
console.log(`\n${text}`);
process.exitCode = unitPassed && browserPassed ? 0 : 1;
