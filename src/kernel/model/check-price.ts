import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseEndpoint } from "./endpoint.ts";
import { parseDecimal } from "./money.ts";
import type { Price, Rates } from "./price.ts";

export const rateNames: readonly (keyof Rates)[] = ["input", "output", "cacheRead", "cacheWrite", "cacheWriteLong"];

const maxRate = 1_000;
const wantedRate = "Write dollars per million tokens from 0 to 1,000, with at most six decimals, such as 2.50.";

/** Reads a rate that a person typed. The error says what to type instead. */
export const parseRate = (text: string): Result<number, string> => {
  const rate = parseDecimal(text, 6);
  return rate === undefined || rate > maxRate ? err(wantedRate) : ok(rate);
};

const isRate = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= maxRate && Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3;
const isFactor = (value: unknown): value is number => typeof value === "number" && value >= 1 && value <= 100;
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 100_000_000;

const stays = "The price before stays.";
const refused = (message: string): { readonly ok: false; readonly error: Failure } =>
  err({ type: "invalid-input", message: `${message} ${stays}` });

/** Checks the name that a price is about: a model, or the beginning of names with `*` at its end. */
export const priceNameProblem = (model: string): string | undefined => {
  const name = model.trim();
  if (name === "" || name.length > 200) return "Name a model, in at most 200 characters.";
  return name.slice(0, -1).includes("*") ? "A * stands at the end only: it means every name that begins so." : undefined;
};

const originFrom = (origin: unknown): string | undefined => {
  if (origin === "any") return origin;
  const endpoint = typeof origin === "string" ? parseEndpoint(origin) : undefined;
  return endpoint?.ok === true ? endpoint.value.origin : undefined;
};

const longPromptFrom = (value: unknown): Price["longPrompt"] | "refused" => {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) return "refused";
  const { overTokens, input, output } = value;
  return isCount(overTokens) && isFactor(input) && isFactor(output) ? { overTokens, input, output } : "refused";
};

/** Reads a price that a person made. `since`: the day on which it was entered. */
export const checkPrice = (untrusted: unknown, since: string): Result<Price, Failure> => {
  if (!isJsonObject(untrusted) || typeof untrusted.model !== "string") return refused("A price names a model.");
  const problem = priceNameProblem(untrusted.model);
  if (problem !== undefined) return refused(problem);
  const origin = originFrom(untrusted.origin);
  if (origin === undefined) return refused("A price is for any provider, or for one address such as https://api.openai.com.");
  const given: JsonValue = untrusted.rates ?? null;
  if (!isJsonObject(given)) return refused(wantedRate);
  const { input, output, cacheRead, cacheWrite, cacheWriteLong } = given;
  if (!isRate(input) || !isRate(output) || !isRate(cacheRead) || !isRate(cacheWrite) || !isRate(cacheWriteLong))
    return refused(wantedRate);
  const longPrompt = longPromptFrom(untrusted.longPrompt);
  if (longPrompt === "refused") return refused("Long prompts cost from 1 to 100 times as much, over a whole number of tokens.");
  const picture = untrusted.pictureTokens;
  if (picture !== undefined && !isCount(picture)) return refused("A picture counts as a whole number of tokens.");
  return ok({
    model: untrusted.model.trim(),
    origin,
    rates: { input, output, cacheRead, cacheWrite, cacheWriteLong },
    ...(longPrompt === undefined ? {} : { longPrompt }),
    ...(picture === undefined ? {} : { pictureTokens: picture }),
    since,
    source: "entered by you",
    madeBy: "person",
  });
};
