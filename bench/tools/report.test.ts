import { expect, test } from "vitest";
import { benchReport, figure, verdictOf } from "./report.mjs";

const row = { name: "a loop", unit: "µs", ours: 20, target: "at most 8×", judged: 6, bound: 8, sense: "at-most" } as const;

test("a bound is met up to and with its own value, in both senses", () => {
  expect(verdictOf({ ...row, judged: 8 })).toBe("met");
  expect(verdictOf({ ...row, judged: 8.01 })).toBe("missed");
  expect(verdictOf({ ...row, judged: 10_000, bound: 10_000, sense: "at-least" })).toBe("met");
  expect(verdictOf({ ...row, judged: 9_999, bound: 10_000, sense: "at-least" })).toBe("missed");
});

test("only a ratio under 1.5 is reported instead of missed", () => {
  expect(verdictOf({ ...row, judged: 1.4, bound: 1.3, ratio: 1.4 })).toBe("reported");
  expect(verdictOf({ ...row, judged: 1.6, bound: 1.3, ratio: 1.6 })).toBe("missed");
  expect(verdictOf({ ...row, judged: 1.4, bound: 0.5 })).toBe("missed");
  expect(verdictOf({ ...row, judged: 9, bound: 8, ratio: 9 })).toBe("missed");
});

test("figures have three places that matter", () => {
  expect([0, 0.0312, 3.1444, 24.96, 181.4, 30_700.2].map(figure)).toEqual(["0", "0.0312", "3.14", "25", "181", "30,700"]);
});

test("the report has a line for each row and counts what is met", () => {
  const text = benchReport({
    date: "2026-01-02",
    machine: "2 cores",
    rounds: 9,
    rows: [
      { ...row, floor: 3, ratio: 6 },
      { ...row, judged: 9 },
    ],
  });
  expect(text).toContain("| a loop | 3 µs | 20 µs | 6× | at most 8× | met |  |");
  expect(text).toContain("| a loop |  | 20 µs |  | at most 8× | **missed** |  |");
  expect(text).toContain("1 of 2 met.");
});
