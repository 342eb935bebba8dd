import { expect, test } from "vitest";
import { soakReport } from "./soak-report.mjs";

test("the page lists what states figures, of both kinds of test, with its verdict", () => {
  const unit = {
    testResults: [
      {
        assertionResults: [
          { fullName: "store | a crash", status: "passed", duration: 1_500, meta: { figures: "2,000 crashes, 0 lost" } },
          { fullName: "says nothing", status: "passed", duration: 1, meta: {} },
          { fullName: "left out", status: "skipped", meta: { figures: "none" } },
        ],
      },
    ],
  };
  const spec = (title: string, ok: boolean, annotations: readonly object[]): object => ({
    title,
    ok,
    tests: [{ results: [{ duration: 2_000 }], annotations }],
  });
  const figures = (description: string): object => ({ type: "figures", description });
  const browser = {
    suites: [
      {
        specs: [spec("silent", true, [])],
        suites: [{ specs: [spec("crash points", false, [figures("80 points"), figures("1 lost")])] }],
      },
    ],
  };
  expect(
    soakReport({ date: "2026-01-02", machine: "A browser", unit: JSON.stringify(unit), browser: JSON.stringify(browser) }),
  ).toBe(`# The proofs at full count

2026-01-02. A browser. Made by \`npm run soak\`.

| proof | counted | verdict | time |
|---|---|---|--:|
| store \\| a crash | 2,000 crashes, 0 lost | holds | 1.5 s |
| crash points | 80 points; 1 lost | **broken** | 2.0 s |
`);
});
