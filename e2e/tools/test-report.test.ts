import { expect, test } from "vitest";
import { caseCounts, failedCases, noCases, summaryLines } from "./test-report.mjs";

test("cases of both reporters are counted, and a case that needed a repetition is a failed one", () => {
  const unit = { numTotalTests: 12, numPassedTests: 9, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };
  const browser = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 } };
  expect(caseCounts(JSON.stringify(unit))).toEqual({ passed: 9, failed: 1, skipped: 2 });
  expect(caseCounts(JSON.stringify(browser))).toEqual({ passed: 7, failed: 3, skipped: 3 });
});

test("failed cases of both reporters are named with what went wrong", () => {
  const unit = {
    testResults: [
      {
        name: "/a/sum.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "adds", failureMessages: [] },
          { status: "failed", fullName: "subtracts", failureMessages: ["\u001b[31mexpected 1\u001b[39m\n  to be 2"] },
        ],
      },
      { name: "/a/broken.test.ts", status: "failed", message: "Unexpected token", assertionResults: [] },
    ],
  };
  expect(failedCases(JSON.stringify(unit))).toEqual([
    "  /a/sum.test.ts › subtracts",
    "    expected 1 to be 2",
    "  /a/broken.test.ts › the file itself",
    "    Unexpected token",
  ]);
  const spec = { title: "opens", file: "open.spec.ts", ok: false, tests: [{ results: [{ error: { message: "no page" } }] }] };
  const browser = { suites: [{ specs: [{ ...spec, title: "closes", ok: true }], suites: [{ specs: [spec] }] }] };
  expect(failedCases(JSON.stringify(browser))).toEqual(["  open.spec.ts › opens", "    no page"]);
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
