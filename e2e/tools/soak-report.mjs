/**
 * @typedef {{ name: string, figures: string, passed: boolean, seconds: number }} Proof `figures`: what was counted, in the test's words
 *
 * @typedef {{ fullName: string, status: string, duration?: number, meta?: { figures?: string } }} UnitCase
 * @typedef {{ testResults: { assertionResults: UnitCase[] }[] }} UnitReport what Vitest writes
 *
 * @typedef {{ results: { duration: number }[], annotations: { type: string, description?: string }[] }} BrowserCase
 * @typedef {{ title: string, ok: boolean, tests: BrowserCase[] }} BrowserSpec
 * @typedef {{ specs?: BrowserSpec[], suites?: BrowserSuite[] }} BrowserSuite what Playwright writes
 */

/**
 * @param {UnitReport} report
 * @returns {Proof[]}
 */
const unitProofs = ({ testResults }) =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ fullName, status, duration = 0, meta }) => {
      const ran = status === "passed" || status === "failed";
      if (!ran || meta?.figures === undefined) return [];
      return [{ name: fullName, figures: meta.figures, passed: status === "passed", seconds: duration / 1000 }];
    });

/**
 * @param {BrowserSpec} spec
 * @returns {Proof[]}
 */
const specProofs = ({ title, ok, tests }) => {
  const stated = tests.flatMap(({ annotations }) => annotations.filter(({ type }) => type === "figures"));
  if (stated.length === 0) return [];
  const milliseconds = tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0);
  const figures = stated.map(({ description = "" }) => description).join("; ");
  return [{ name: title, figures, passed: ok, seconds: milliseconds / 1000 }];
};

/**
 * @param {BrowserSuite} suite
 * @returns {Proof[]}
 */
const browserProofs = ({ specs = [], suites = [] }) => [...specs.flatMap(specProofs), ...suites.flatMap(browserProofs)];

/** @param {string} text */
const cell = (text) => text.replaceAll("|", "\\|");

/**
 * The page that tells what the full counts of the proofs gave. Only tests that state figures are listed.
 * @param {{ date: string, machine: string, unit: string, browser: string }} run `unit` and `browser` are the reports as text
 * @returns {string}
 */
export const soakReport = ({ date, machine, unit, browser }) => {
  const proofs = [...unitProofs(JSON.parse(unit)), ...browserProofs(JSON.parse(browser))];
  const rows = proofs.map(
    ({ name, figures, passed, seconds }) =>
      `| ${cell(name)} | ${cell(figures)} | ${passed ? "holds" : "**broken**"} | ${seconds.toFixed(1)} s |`,
  );
  return [
    "# The proofs at full count",
    "",
    `${date}. ${machine}. Made by \`npm run soak\`.`,
    "",
    "| proof | counted | verdict | time |",
    "|---|---|---|--:|",
    ...rows,
    "",
  ].join("\n");
};
