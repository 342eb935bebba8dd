import { expect, test } from "vitest";
import { caseCounts, noCases, summaryLines } from "./test-report.mjs";

test("cases of both reporters are counted, and a case that needed a repetition is a failed one", () => {
  const unit = { numTotalTests: 12, numPassedTests: 9, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };
  const browser = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 } };
  expect(caseCounts(JSON.stringify(unit))).toEqual({ passed: 9, failed: 1, skipped: 2 });
  expect(caseCounts(JSON.stringify(browser))).toEqual({ passed: 7, failed: 3, skipped: 3 });
});

test("the last line counts cases, and a failed step without cases as one", () => {
  expect(
    summaryLines([
      { name: "types", passed: false, seconds: 3.04, counts: noCases },
      { name: "unit tests", passed: true, seconds: 20, counts: { passed: 120, failed: 0, skipped: 2 } },
      { name: "e2e", passed: false, seconds: 101.25, counts: { passed: 30, failed: 2, skipped: 0 } },
    ]),
  ).toEqual([
    "",
    "FAILED  types          3.0 s",
    "ok      unit tests    20.0 s  120 passed, 0 failed, 2 skipped",
    "FAILED  e2e          101.3 s  30 passed, 2 failed",
    "",
    "150 passed, 3 failed",
  ]);
});
