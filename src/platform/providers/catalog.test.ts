import { expect, test } from "vitest";
import { checkPrice } from "../../kernel/model/check-price.ts";
import { priceFor, priceKey } from "../../kernel/model/price.ts";
import { catalogPrices } from "./catalog.ts";

test("every line is a price that a person could enter too, with a date and a source, and no line is there twice", () => {
  for (const price of catalogPrices) {
    const { since, source, madeBy, ...own } = price;
    expect(checkPrice(own, since)).toEqual({ ok: true, value: { ...own, since, source: "entered by you", madeBy: "person" } });
    expect(price).toMatchObject({ since: expect.stringMatching(/^2026-\d{2}-\d{2}$/), source: expect.stringMatching(/\w{3}/) });
  }
  expect(new Set(catalogPrices.map(priceKey)).size).toBe(catalogPrices.length);
});

test.each([
  ["https://api.anthropic.com", "claude-opus-5-5", { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, cacheWriteLong: 8 }],
  [
    "https://api.anthropic.com",
    "claude-haiku-4-5-20251001",
    { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteLong: 2 },
  ],
  ["https://api.openai.com/v1", "gpt-5.5-2026-04-23", { input: 5, output: 30, cacheRead: 0.5, cacheWrite: 5, cacheWriteLong: 5 }],
  [
    "https://api.groq.com/openai/v1",
    "openai/gpt-oss-20b",
    { input: 0.075, output: 0.3, cacheRead: 0.0375, cacheWrite: 0.075, cacheWriteLong: 0.075 },
  ],
  [
    "https://api.deepseek.com",
    "deepseek-v4-pro",
    { input: 1.32, output: 3.96, cacheRead: 0.044, cacheWrite: 1.32, cacheWriteLong: 1.32 },
  ],
])("at %s, %s has its list price", (baseUrl, model, rates) => {
  const verdict = priceFor(catalogPrices, { provider: "openai-chat", baseUrl, model });
  expect(verdict.type === "known" && verdict.price.rates).toEqual(rates);
});

test("a model that the list does not name has no price, also when its name begins like another", () => {
  for (const model of ["claude-opus-5-9", "gpt-5-codex", "gpt-5.6-cyber"]) {
    for (const baseUrl of ["https://api.anthropic.com", "https://api.openai.com/v1"])
      expect(priceFor(catalogPrices, { provider: "openai-chat", baseUrl, model })).toEqual({ type: "unknown" });
  }
});
