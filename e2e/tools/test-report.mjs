import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {object} CaseCounts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} StepResult
 * @property {string} name
 * @property {boolean} passed
 * @property {number} seconds
 * @property {CaseCounts} counts
 */

/** @type {CaseCounts} */
export const noCases = { passed: 0, failed: 0, skipped: 0 };

/**
 * The test cases of a JSON report of Vitest or of Playwright. A case that only passed when repeated counts as failed.
 * @param {string} text
 * @returns {CaseCounts}
 */
export const caseCounts = (text) => {
  const report = JSON.parse(text);
  if (typeof report.numTotalTests === "number") {
    const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
  }
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
};

/**
 * @typedef {object} BrowserSuite
 * @property {readonly { readonly title: string, readonly file: string, readonly ok: boolean, readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[] }[]} [specs]
 * @property {readonly BrowserSuite[]} [suites]
 */

/**
 * The failed cases of such a report, a line or two each: file, name, and the beginning of what went wrong.
 * @param {string} text
 * @returns {readonly string[]}
 */
export const failedCases = (text) => {
  const report = JSON.parse(text);
  /** @type {string[]} */
  const lines = [];
  /** @param {string} file @param {string} name @param {string | undefined} message */
  const add = (file, name, message = "no reason given") =>
    lines.push(`  ${file} › ${name}`, `    ${stripVTControlCharacters(message).replace(/\s+/g, " ").slice(0, 400)}`);
  /** @param {BrowserSuite} suite */
  const walk = ({ specs = [], suites = [] }) => {
    for (const { title, file, ok, tests } of specs) {
      if (!ok) add(file, title, tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message);
    }
    suites.forEach(walk);
  };
  walk(report);
  for (const { name, status, message, assertionResults } of report.testResults ?? []) {
    const failed = assertionResults.filter((/** @type {{ status: string }} */ one) => one.status === "failed");
    for (const { fullName, failureMessages } of failed) add(name, fullName, failureMessages[0]);
    if (status === "failed" && failed.length === 0) add(name, "the file itself", message);
  }
  return lines;
};

/**
 * A table of the steps, and as its last line how many test cases passed and failed. A step that fails without naming a failed
 * case counts as one, so the last line never hides a failure.
 * @param {readonly StepResult[]} results
 * @returns {readonly string[]}
 */
export const summaryLines = (results) => {
  const width = Math.max(...results.map(({ name }) => name.length));
  let [passed, failed] = [0, 0];
  const rows = results.map(({ name, passed: isGood, seconds, counts }) => {
    passed += counts.passed;
    failed += isGood ? counts.failed : Math.max(1, counts.failed);
    const cases = counts.passed + counts.failed + counts.skipped;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    const detail = cases === 0 ? "" : `  ${counts.passed} passed, ${counts.failed} failed${skipped}`;
    return `${isGood ? "ok    " : "FAILED"}  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s${detail}`;
  });
  return ["", ...rows, "", `${passed} passed, ${failed} failed`];
};
