import { expect, test } from "vitest";
import { defaultSpendingCaps } from "../../../kernel/limits/spending-caps.ts";
import { noCost } from "../../../kernel/model/cost.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { costWords, standingWords, usageWords } from "./cost-words.ts";

const cents = 10_000_000;

test.each([
  [undefined, undefined],
  [noCost, "$0.00"],
  [{ ...noCost, nanoDollars: 4 * cents }, "$0.04"],
  [{ ...noCost, nanoDollars: 1 }, "< $0.01"],
  [{ ...noCost, nanoDollars: 4 * cents, heldNanoDollars: 12 * cents }, "$0.04, up to $0.16"],
  [{ ...noCost, unpricedTokens: 18_200 }, "price unknown, 18,200 tokens"],
  [{ ...noCost, unpricedTokens: 200, heldTokens: 4_000 }, "price unknown, 200, up to 4,200 tokens"],
  [{ ...noCost, nanoDollars: 4 * cents, unpricedTokens: 200 }, "$0.04; price unknown, 200 tokens"],
])("%j reads as %s", (cost, words) => {
  expect(costWords(cost)).toBe(words);
});

test.each([
  [noCost, undefined],
  [{ ...noCost, nanoDollars: 4 * cents }, "$0.04 of $1.00"],
  [{ ...noCost, unpricedTokens: 18_200 }, "price unknown, 18,200 of 1,000,000 tokens"],
  [{ ...noCost, nanoDollars: 4 * cents, heldNanoDollars: 1 * cents }, "$0.04, up to $0.05 of $1.00"],
])("against the caps, %j reads as %s", (cost, words) => {
  expect(standingWords(cost, defaultSpendingCaps)).toBe(words);
});

test("without a cap only what was spent is told", () => {
  const caps = { ...defaultSpendingCaps, "session-cost": null, "session-tokens": null };
  expect(standingWords({ ...noCost, nanoDollars: 4 * cents, unpricedTokens: 200 }, caps)).toBe(
    "$0.04; price unknown, 200 tokens",
  );
});

test("a request's tokens are told by how they are counted, and what was not used is not told", () => {
  expect(usageWords({ ...noUsage, inputTokens: 120, outputTokens: 30 })).toBe("120 in · 30 out");
  expect(
    usageWords({
      inputTokens: 1_200,
      outputTokens: 80,
      cacheReadTokens: 9_000,
      cacheWriteTokens: 300,
      longCacheWriteTokens: 100,
      thinkingTokens: 50,
    }),
  ).toBe("1,200 in · 9,000 read from cache · 300 written to cache (100 for an hour) · 80 out (50 thought)");
});
