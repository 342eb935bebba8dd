import fc from "fast-check";
import { expect, test } from "vitest";
import { maxRequestCost } from "./money.ts";
import { anyPrice, anyUsage, plainPrice } from "./price.fake.ts";
import { affordableOutput, costOf, matchesModel, type Price, priceFor, worstCost } from "./price.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

const usage = (more: Partial<Usage>): Usage => ({ ...noUsage, ...more });

test("a request costs its tokens times their rates, to the nano-dollar, and thinking is part of what is written", () => {
  // 1,000 · $2 + 300 · $10 + 5,000 · $0.20 + (400 − 100) · $2.50 + 100 · $4, each per million
  const used = usage({
    inputTokens: 1_000,
    outputTokens: 300,
    thinkingTokens: 250,
    cacheReadTokens: 5_000,
    cacheWriteTokens: 400,
    longCacheWriteTokens: 100,
  });
  expect(costOf(used, plainPrice)).toBe(2_000_000 + 3_000_000 + 1_000_000 + 750_000 + 400_000);
});

test("a prompt over the bound costs its factors as a whole, cached parts included; one at the bound does not", () => {
  const price: Price = { ...plainPrice, longPrompt: { overTokens: 1_000, input: 2, output: 1.5 } };
  expect(costOf(usage({ inputTokens: 1_000, outputTokens: 100 }), price)).toBe(2_000_000 + 1_000_000);
  expect(costOf(usage({ inputTokens: 500, cacheReadTokens: 501, outputTokens: 100 }), price)).toBe(
    2_000_000 + 200_400 + 1_500_000,
  );
});

test("a cost is rounded once, half up", () => {
  const price: Price = {
    ...plainPrice,
    rates: { input: 0.0005, output: 0, cacheRead: 0.0005, cacheWrite: 0, cacheWriteLong: 0 },
  };
  expect(costOf(usage({ inputTokens: 1 }), price)).toBe(1);
  expect(costOf(usage({ inputTokens: 1, cacheReadTokens: 1 }), price)).toBe(1);
});

test("numbers that make no sense cost nothing or the most that a request can, and never something that is no number", () => {
  for (const nonsense of [Number.NaN, -5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
    expect(costOf(usage({ inputTokens: nonsense, outputTokens: nonsense }), plainPrice)).toBe(0);
  }
  const dear: Price = { ...plainPrice, rates: { ...plainPrice.rates, output: 1_000 } };
  expect(costOf(usage({ outputTokens: 1e15 }), dear)).toBe(maxRequestCost);
});

test("a cost is a whole number of at least 0, and more tokens never cost less", () => {
  fc.assert(
    fc.property(anyUsage, anyUsage, anyPrice, (a, b, price) => {
      const [cost, more] = [costOf(a, price), costOf(addUsage(a, b), price)];
      expect(Number.isSafeInteger(cost)).toBe(true);
      expect(cost).toBeGreaterThanOrEqual(0);
      expect(more).toBeGreaterThanOrEqual(cost);
    }),
  );
});

test("without long prompts, two usages cost together what they cost apart, but for one rounding", () => {
  fc.assert(
    fc.property(anyUsage, anyUsage, anyPrice, (a, b, { longPrompt: _flat, ...price }) => {
      const apart = costOf(a, price) + costOf(b, price);
      expect(Math.abs(costOf(addUsage(a, b), price) - apart)).toBeLessThanOrEqual(1);
    }),
  );
});

test("no usage within its bounds costs more than the worst case", () => {
  fc.assert(
    fc.property(anyUsage, anyPrice, fc.nat(1_000), fc.nat(1_000), (used, price, morePrompt, moreOutput) => {
      const promptTokens = used.inputTokens + used.cacheReadTokens + used.cacheWriteTokens + morePrompt;
      const worst = { promptTokens, outputTokens: used.outputTokens + moreOutput, longWrites: true };
      expect(costOf(used, price)).toBeLessThanOrEqual(worstCost(worst, price));
      const { longCacheWriteTokens: _short, ...short } = used;
      expect(costOf(short, price)).toBeLessThanOrEqual(worstCost({ ...worst, longWrites: false }, price));
    }),
  );
});

test("the answer that is affordable costs at most what there is, and one token more would not", () => {
  fc.assert(
    fc.property(fc.nat(5_000_000_000), fc.nat(400_000), anyPrice, (available, promptTokens, price) => {
      const worst = { promptTokens, longWrites: true };
      const outputTokens = affordableOutput(available, worst, price);
      if (outputTokens < 0) expect(worstCost({ ...worst, outputTokens: 0 }, price)).toBeGreaterThan(available);
      // Counts beyond a billion are no answers.
      if (outputTokens < 0 || outputTokens > 1e9) return;
      expect(worstCost({ ...worst, outputTokens }, price)).toBeLessThanOrEqual(available);
      expect(worstCost({ ...worst, outputTokens: outputTokens + 1 }, price)).toBeGreaterThan(available);
    }),
  );
});

test.each([
  ["claude-opus-5", "claude-opus-5", true],
  ["claude-opus-5", "claude-opus-5-5", false],
  ["claude-haiku-4-5", "claude-haiku-4-5-20251001", true],
  ["gpt-5.5", "gpt-5.5-2026-04-23", true],
  ["gpt-5", "gpt-5-mini", false],
  ["gpt-oss-20b", "openai/gpt-oss-20b", true],
  ["openai/gpt-oss-20b", "gpt-oss-20b", false],
  ["llama*", "llama-3.1-8b", true],
  ["*", "anything", true],
  ["Llama", "llama", true],
])("a price for %s is one for %s: %s", (pattern, model, matches) => {
  expect(matchesModel(pattern, model)).toBe(matches);
});

const choice = (model: string, baseUrl = "https://api.openai.com/v1") => ({ provider: "openai-chat", baseUrl, model }) as const;

test("the person's line stands before the build's, one address before any, a whole name before a beginning", () => {
  const line = (model: string, more: Partial<Price>): Price => ({ ...plainPrice, model, ...more });
  const build = line("gpt-5", { origin: "https://api.openai.com" });
  const beginning = line("gpt*", { origin: "https://api.openai.com" });
  const own = line("gpt-5", { madeBy: "person" });
  expect(priceFor([beginning, build, own], choice("gpt-5"))).toEqual({ type: "known", price: own });
  expect(priceFor([beginning, build], choice("gpt-5"))).toEqual({ type: "known", price: build });
  expect(priceFor([line("gpt-5", {}), build], choice("gpt-5"))).toEqual({ type: "known", price: build });
  expect(priceFor([beginning, build], choice("gpt-7"))).toEqual({ type: "known", price: beginning });
});

test("the Demo is free; another address, another model and a server on this machine have no price until somebody says one", () => {
  const build: Price = { ...plainPrice, model: "gpt-5", origin: "https://api.openai.com" };
  expect(priceFor([build], { provider: "demo" })).toEqual({ type: "free" });
  expect(priceFor([build], choice("gpt-6"))).toEqual({ type: "unknown" });
  expect(priceFor([build], choice("gpt-5", "https://proxy.example/v1"))).toEqual({ type: "unknown" });
  expect(priceFor([build], choice("gpt-5", "http://localhost:11434/v1"))).toEqual({ type: "unknown" });
  const own: Price = { ...plainPrice, model: "*", origin: "http://localhost:11434", madeBy: "person" };
  expect(priceFor([build, own], choice("gpt-5", "http://localhost:11434/v1"))).toEqual({ type: "known", price: own });
});
