import { parseEndpoint } from "./endpoint.ts";
import { isRemote, type ModelChoice } from "./model.ts";
import { maxRequestCost, type NanoDollars } from "./money.ts";
import { tokenCount, type Usage } from "./usage.ts";

/** US dollars per million tokens; 0 to 1,000, at most six decimals. */
export interface Rates {
  readonly input: number;
  /** Thinking is part of what a model writes and costs the same. */
  readonly output: number;
  readonly cacheRead: number;
  /** Kept for minutes. */
  readonly cacheWrite: number;
  /** Kept for an hour. */
  readonly cacheWriteLong: number;
}

/** One line of the price table. */
export interface Price {
  /** A model's name; with `*` at its end, every name that begins so. A snapshot's date after the name changes nothing. */
  readonly model: string;
  /** Who serves it, as an origin, or `any`. */
  readonly origin: string;
  readonly rates: Rates;
  /** A request whose prompt is longer costs this many times as much, as a whole. The factors are at least 1. */
  readonly longPrompt?: { readonly overTokens: number; readonly input: number; readonly output: number };
  /** Tokens that a picture counts as at most; absent: `pictureTokens`. */
  readonly pictureTokens?: number;
  /** When it was seen to hold: `2026-11-10`. */
  readonly since: string;
  readonly source: string;
  readonly madeBy: "build" | "person";
}

/** A price as a person makes it: the day and who says so are added when it is kept. */
export type PriceDraft = Omit<Price, "since" | "source" | "madeBy">;

/** What a picture counts as at most, at models that say nothing else. */
export const pictureTokens = 8_000;

/** What is known of the price of a model. */
export type PriceVerdict =
  /** It runs in this page and nobody is paid. */
  { readonly type: "free" } | { readonly type: "known"; readonly price: Price } | { readonly type: "unknown" };

/** Names of snapshots end with a date: `-20251001`, `-2026-04-23`. */
const withoutDate = (name: string): string => name.replace(/[-@](?:\d{8}|\d{4}-\d{2}-\d{2})$/u, "");

/** The name, and the same without the maker that some hosts write before it (`openai/gpt-oss-20b`). */
const namesOf = (model: string): readonly string[] => {
  const name = model.trim().toLowerCase();
  const short = name.slice(name.lastIndexOf("/") + 1);
  return [...new Set([name, withoutDate(name), short, withoutDate(short)])];
};

export const matchesModel = (pattern: string, model: string): boolean => {
  const wanted = pattern.toLowerCase();
  if (!wanted.endsWith("*")) return namesOf(model).includes(wanted);
  const start = wanted.slice(0, -1);
  return namesOf(model).some((name) => name.startsWith(start));
};

/** Higher stands first: the person's before the build's, one origin before any, a whole name before a beginning, longer first. */
const rank = ({ madeBy, model, origin }: Price): number =>
  (madeBy === "person" ? 4_000 : 0) + (origin === "any" ? 0 : 2_000) + (model.endsWith("*") ? 0 : 1_000) + model.length;

/**
 * The price of a model. What no line of the table speaks of is unknown, also a server on this machine: what stands behind it
 * may cost something, and a person who knows better can say so.
 */
export const priceFor = (table: readonly Price[], choice: ModelChoice): PriceVerdict => {
  if (choice.provider === "demo" || choice.provider === "by-hand") return { type: "free" };
  if (choice.provider === "replay") return { type: "free" };
  if (!isRemote(choice)) return { type: "unknown" };
  const endpoint = parseEndpoint(choice.baseUrl);
  const origin = endpoint.ok ? endpoint.value.origin : undefined;
  let best: Price | undefined;
  for (const price of table) {
    if (price.origin !== "any" && price.origin !== origin) continue;
    if (!matchesModel(price.model, choice.model)) continue;
    if (best === undefined || rank(price) > rank(best)) best = price;
  }
  return best === undefined ? { type: "unknown" } : { type: "known", price: best };
};

/** Two lines with the same key are about the same thing; the person's hides the build's. */
export const priceKey = ({ model, origin }: Pick<Price, "model" | "origin">): string => `${origin} ${model.toLowerCase()}`;

/** A millionth of a dollar per million tokens: the unit in which rates are whole numbers. */
const microRate = (rate: number, factor: number): bigint => BigInt(Math.round(rate * factor * 1_000_000));
const microsPerNano = 1_000n;

const wholeNanos = (micros: bigint, rounding: bigint): NanoDollars =>
  Math.min(maxRequestCost, Number((micros + rounding) / microsPerNano));

const promptTokens = ({ inputTokens, cacheReadTokens, cacheWriteTokens }: Usage): number =>
  tokenCount(inputTokens) + tokenCount(cacheReadTokens) + tokenCount(cacheWriteTokens);

/**
 * What one request cost, in nano-dollars:
 * input · i + cache read · r + (cache write − long write) · w + long write · l + output · o, each rate in dollars per million
 * tokens, all times the factors of `longPrompt` where the whole prompt (input + read + write) is longer than its bound.
 * Rounded once, half up; never negative; counts that are no numbers are 0; at most `maxRequestCost`.
 */
export const costOf = (usage: Usage, { rates, longPrompt }: Price): NanoDollars => {
  const isLong = longPrompt !== undefined && promptTokens(usage) > longPrompt.overTokens;
  const [input, output] = isLong ? [longPrompt.input, longPrompt.output] : [1, 1];
  const writes = tokenCount(usage.cacheWriteTokens);
  const long = Math.min(writes, tokenCount(usage.longCacheWriteTokens));
  const micros =
    BigInt(tokenCount(usage.inputTokens)) * microRate(rates.input, input) +
    BigInt(tokenCount(usage.cacheReadTokens)) * microRate(rates.cacheRead, input) +
    BigInt(writes - long) * microRate(rates.cacheWrite, input) +
    BigInt(long) * microRate(rates.cacheWriteLong, input) +
    BigInt(tokenCount(usage.outputTokens)) * microRate(rates.output, output);
  return wholeNanos(micros, microsPerNano / 2n);
};

/** The most that a request can come to. */
export interface WorstCase {
  /** Tokens of the prompt, at most. */
  readonly promptTokens: number;
  /** Tokens of the answer, at most. */
  readonly outputTokens: number;
  /** Whether what is written to the cache may stay for an hour. */
  readonly longWrites: boolean;
}

interface WorstRates {
  readonly prompt: bigint;
  readonly output: bigint;
}

/** The dearest way in which each token can be counted. */
const worstRates = ({ rates, longPrompt }: Price, { promptTokens, longWrites }: Omit<WorstCase, "outputTokens">): WorstRates => {
  const isLong = longPrompt !== undefined && promptTokens > longPrompt.overTokens;
  const dearest = Math.max(rates.input, rates.cacheRead, rates.cacheWrite, longWrites ? rates.cacheWriteLong : 0);
  return {
    prompt: microRate(dearest, isLong ? longPrompt.input : 1),
    output: microRate(rates.output, isLong ? longPrompt.output : 1),
  };
};

/** No usage within the bounds costs more. Rounded up. */
export const worstCost = (worst: WorstCase, price: Price): NanoDollars => {
  const { prompt, output } = worstRates(price, worst);
  const micros = BigInt(tokenCount(worst.promptTokens)) * prompt + BigInt(tokenCount(worst.outputTokens)) * output;
  return wholeNanos(micros, microsPerNano - 1n);
};

/** How many tokens the answer may have so that `worstCost` is at most `available`; below 0 where the prompt alone is more. */
export const affordableOutput = (available: NanoDollars, worst: Omit<WorstCase, "outputTokens">, price: Price): number => {
  const { prompt, output } = worstRates(price, worst);
  const left = BigInt(Math.max(0, available)) * microsPerNano - BigInt(tokenCount(worst.promptTokens)) * prompt;
  if (left < 0n) return -1;
  return output === 0n ? Number.MAX_SAFE_INTEGER : Number(left / output);
};
