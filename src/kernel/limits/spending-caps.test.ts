import { expect, test } from "vitest";
import { capsOf, checkCapChanges, defaultSpendingCaps, formatCap, raisedCap } from "./spending-caps.ts";

test("a dollar a session, a million tokens where no price is known, and no other cap: that is where everybody begins", () => {
  expect(defaultSpendingCaps).toEqual({
    "session-cost": 1_000_000_000,
    "step-cost": null,
    "day-cost": null,
    "session-tokens": 1_000_000,
  });
});

test("changes name caps that exist, with amounts that they take, or null to take one away", () => {
  expect(checkCapChanges({ "day-cost": 5_000_000_000, "session-cost": null })).toEqual({
    ok: true,
    value: { "day-cost": 5_000_000_000, "session-cost": null },
  });
});

test.each([
  [null, /names with amounts/],
  [{ weekly: 1 }, /no such cap/],
  [{ "session-cost": 0 }, /\$0\.01 to \$10,000\.00/],
  [{ "session-cost": Number.NaN }, /\$0\.01 to \$10,000\.00/],
  [{ "day-cost": 1e18 }, /\$0\.01 to \$10,000\.00/],
  [{ "session-tokens": 1.5 }, /2,000 tokens to 1,000,000,000 tokens/],
])("%j is refused with its range, and the caps before stay", (changes, words) => {
  expect(checkCapChanges(changes)).toMatchObject({ ok: false, error: { message: expect.stringMatching(words) } });
});

test("a session's own caps stand before the ones of everywhere", () => {
  expect(capsOf(defaultSpendingCaps, { "session-cost": 3_000_000_000 })["session-cost"]).toBe(3_000_000_000);
  expect(capsOf(defaultSpendingCaps)).toEqual(defaultSpendingCaps);
});

test("raising doubles a cap, as far as it goes", () => {
  expect([raisedCap("session-cost", 1_000_000_000), raisedCap("session-tokens", 900_000_000)]).toEqual([
    2_000_000_000, 1_000_000_000,
  ]);
  expect([formatCap("day-cost", 2_000_000_000), formatCap("session-tokens", 2_000_000)]).toEqual(["$2.00", "2,000,000 tokens"]);
});
