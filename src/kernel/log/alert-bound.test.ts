import { expect, test } from "vitest";
import { type AlertBound, isAlertBound, measuredAbove } from "./alert-bound.ts";
import { logStatistics } from "./log-statistics.ts";

const none = logStatistics([]);
const ran = (done: number, failed: number) => ({
  ...none,
  calls: { ...none.calls, done, failed },
  ...(done + failed === 0 ? {} : { successRate: done / (done + failed) }),
});
const cost = { nanoDollars: 3, unpricedTokens: 0, heldNanoDollars: 0, heldTokens: 0 };

test.each<readonly [string, typeof none, AlertBound, number | undefined]>([
  ["no calls have no rate", ran(0, 0), { measure: "error-rate", above: 0 }, undefined],
  ["four calls are too few for a rate", ran(0, 4), { measure: "error-rate", above: 0 }, undefined],
  ["five calls have a rate", ran(3, 2), { measure: "error-rate", above: 0.3 }, 0.4],
  ["a rate at its bound is not above it", ran(1, 4), { measure: "error-rate", above: 0.8 }, undefined],
  ["nothing charged costs nothing", none, { measure: "cost", above: 0 }, undefined],
  ["a cost above its bound", { ...none, cost }, { measure: "cost", above: 2 }, 3],
  ["a cost at its bound", { ...none, cost }, { measure: "cost", above: 3 }, undefined],
  ["calls that take long", { ...none, meanCallMs: 12 }, { measure: "mean-call-ms", above: 11 }, 12],
  ["no calls take no time", none, { measure: "mean-call-ms", above: 0 }, undefined],
])("%s", (_, statistics, bound, expected) => {
  const value = measuredAbove(statistics, bound);
  if (expected === undefined) expect(value).toBeUndefined();
  else expect(value).toBeCloseTo(expected);
});

test.each([
  [{ measure: "cost", above: 0 }, true],
  [{ measure: "error-rate", above: 0.99 }, true],
  [{ measure: "error-rate", above: 1 }, false],
  [{ measure: "cost", above: -1 }, false],
  [{ measure: "moon", above: 1 }, false],
  [{ measure: "cost" }, false],
  ["cost", false],
])("%j is a bound: %s", (value, expected) => {
  expect(isAlertBound(value)).toBe(expected);
});
