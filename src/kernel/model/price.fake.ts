import fc from "fast-check";
import type { Price } from "./price.ts";
import { noUsage, type Usage } from "./usage.ts";

/** Two dollars for a million tokens in, ten for a million out: easy to check by hand. */
export const plainPrice: Price = {
  model: "any-model",
  origin: "any",
  rates: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteLong: 4 },
  since: "2026-11-10",
  source: "a test",
  madeBy: "build",
};

/** Rates as the table takes them: at most six decimals. */
const anyRate: fc.Arbitrary<number> = fc.integer({ min: 0, max: 1_000_000_000 }).map((micros) => micros / 1_000_000);

export const anyPrice: fc.Arbitrary<Price> = fc.record(
  {
    model: fc.constant("any-model"),
    origin: fc.constant("any"),
    rates: fc.record({ input: anyRate, output: anyRate, cacheRead: anyRate, cacheWrite: anyRate, cacheWriteLong: anyRate }),
    longPrompt: fc.record({
      overTokens: fc.integer({ min: 1, max: 300_000 }),
      input: fc.integer({ min: 100, max: 500 }).map((percent) => percent / 100),
      output: fc.integer({ min: 100, max: 500 }).map((percent) => percent / 100),
    }),
    since: fc.constant("2026-11-10"),
    source: fc.constant("a test"),
    madeBy: fc.constant("build"),
  },
  { requiredKeys: ["model", "origin", "rates", "since", "source", "madeBy"] },
);

const anyCount = fc.integer({ min: 0, max: 400_000 });

export const anyUsage: fc.Arbitrary<Usage> = fc
  .record({ input: anyCount, output: anyCount, read: anyCount, write: anyCount, long: anyCount })
  .map(({ input, output, read, write, long }) => ({
    ...noUsage,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: write,
    longCacheWriteTokens: Math.min(write, long),
  }));
