import { expect, test } from "vitest";
import { checkPrice, parseRate } from "./check-price.ts";

const rates = { input: 2.5, output: 10, cacheRead: 0.25, cacheWrite: 2.5, cacheWriteLong: 2.5 };
const good = { model: " my-model ", origin: "http://localhost:1234/v1", rates };

test("a price that a person made is read whole, with its day and who said it", () => {
  expect(
    checkPrice({ ...good, longPrompt: { overTokens: 1_000, input: 2, output: 1.5 }, source: "x", madeBy: "build" }, "2026-11-21"),
  ).toEqual({
    ok: true,
    value: {
      model: "my-model",
      origin: "http://localhost:1234",
      rates,
      longPrompt: { overTokens: 1_000, input: 2, output: 1.5 },
      since: "2026-11-21",
      source: "entered by you",
      madeBy: "person",
    },
  });
});

test.each([
  ["nothing", null, /names a model/],
  ["no name", { ...good, model: " " }, /Name a model/],
  ["a star in the middle", { ...good, model: "a*b" }, /at the end only/],
  ["an address that is none", { ...good, origin: "openai" }, /any provider/],
  ["no rates", { ...good, rates: undefined }, /from 0 to 1,000/],
  ["a negative rate", { ...good, rates: { ...rates, output: -1 } }, /from 0 to 1,000/],
  ["a rate that is no number", { ...good, rates: { ...rates, input: Number.NaN } }, /from 0 to 1,000/],
  ["seven decimals", { ...good, rates: { ...rates, input: 0.0000001 } }, /six decimals/],
  ["a factor below one", { ...good, longPrompt: { overTokens: 1, input: 0.5, output: 1 } }, /1 to 100 times/],
])("%s is refused, and the price before stays", (_what, value, words) => {
  const checked = checkPrice(value, "2026-11-21");
  expect(checked).toMatchObject({ ok: false, error: { type: "invalid-input", message: expect.stringMatching(words) } });
  expect(checked).toMatchObject({ error: { message: expect.stringContaining("The price before stays.") } });
});

test("a rate is typed as a decimal of at most six digits", () => {
  expect([parseRate("0.0375"), parseRate("$3"), parseRate("0")]).toEqual([
    { ok: true, value: 0.0375 },
    { ok: true, value: 3 },
    { ok: true, value: 0 },
  ]);
  for (const text of ["", "-1", "1001", "0.1234567", "3 dollars"]) expect(parseRate(text).ok).toBe(false);
});
