import type { Price, Rates } from "../../kernel/model/price.ts";

/**
 * Prices that come with the build, in US dollars per million tokens. They are data of a day, not code: each line says when it
 * held and where it was read, and a person's own line stands before it.
 */
const seenOn = "2026-11-10";
const anthropicPages = "Anthropic's price pages, seen September to November 2026";
const listPrices = "a catalogue of list prices, not checked against the provider's page";

const anthropic = "https://api.anthropic.com";
const openAi = "https://api.openai.com";
const deepSeek = "https://api.deepseek.com";
const groq = "https://api.groq.com";

type Row = readonly [model: string, input: number, output: number, cacheRead?: number, cacheWrite?: number];
type More = Partial<Pick<Price, "since" | "source" | "longPrompt" | "pictureTokens">>;

/** Where a host does not charge reads or writes of its cache apart, these tokens cost what all input costs. */
const price = (
  origin: string,
  [model, input, output, cacheRead, cacheWrite]: Row,
  longFactor: number | undefined,
  more: More,
): Price => {
  const write = cacheWrite ?? input;
  const rates: Rates = {
    input,
    output,
    cacheRead: cacheRead ?? input,
    cacheWrite: write,
    cacheWriteLong: longFactor === undefined ? write : input * longFactor,
  };
  return { model, origin, rates, since: seenOn, source: listPrices, madeBy: "build", ...more };
};

/** At Anthropic what stays in the cache for an hour costs twice its input. */
const anthropicPrice = (row: Row, more: More = {}): Price => price(anthropic, row, 2, more);
const openAiPrice = (row: Row, more: More = {}): Price => price(openAi, row, undefined, more);

/** OpenAI's large models: the price is for prompts of at most 272,000 tokens. */
const flagship: More = { longPrompt: { overTokens: 272_000, input: 2, output: 1.5 } };
const checked: More = { source: anthropicPages };

export const catalogPrices: readonly Price[] = [
  anthropicPrice(["claude-fable-5-2", 8, 40, 0.2, 10]),
  anthropicPrice(["claude-fable-5-1", 10, 50, 0.25, 12.5], checked),
  anthropicPrice(["claude-fable-5", 10, 50, 1, 12.5], checked),
  anthropicPrice(["claude-opus-5-5", 4, 20, 0.2, 5], checked),
  anthropicPrice(["claude-opus-5", 5, 25, 0.5, 6.25], checked),
  anthropicPrice(["claude-opus-4-8", 5, 25, 0.5, 6.25], checked),
  anthropicPrice(["claude-opus-4-7", 5, 25, 0.5, 6.25], checked),
  anthropicPrice(["claude-opus-4-6", 5, 25, 0.5, 6.25], checked),
  anthropicPrice(["claude-opus-4-5", 5, 25, 0.5, 6.25], checked),
  anthropicPrice(["claude-sonnet-5-5", 2, 10, 0.1, 2.5], { ...checked, since: "2026-10-07" }),
  anthropicPrice(["claude-sonnet-5", 2, 10, 0.2, 2.5], checked),
  anthropicPrice(["claude-sonnet-4-6", 3, 15, 0.3, 3.75]),
  anthropicPrice(["claude-sonnet-4-5", 3, 15, 0.3, 3.75]),
  anthropicPrice(["claude-haiku-5-5", 0.1, 0.5, 0.01, 0.125], {
    ...checked,
    longPrompt: { overTokens: 100_000, input: 5, output: 5 },
  }),
  anthropicPrice(["claude-haiku-4-5", 1, 5, 0.1, 1.25]),
  openAiPrice(["gpt-6-astra", 10, 50, 1, 12.5], flagship),
  openAiPrice(["gpt-6.1-sol", 2, 10, 0.1, 2.5], flagship),
  openAiPrice(["gpt-6.1-terra", 1, 5, 0.05, 1.25], flagship),
  openAiPrice(["gpt-6-sol", 2, 10, 0.2, 2.5], flagship),
  openAiPrice(["gpt-6-luna", 0.1, 0.5, 0.01, 0.125], flagship),
  openAiPrice(["gpt-5.6-sol", 4, 20, 0.4, 5], flagship),
  openAiPrice(["gpt-5.6-terra", 2, 12, 0.2, 2.5], flagship),
  openAiPrice(["gpt-5.6-luna", 0.2, 1.2, 0.02, 0.25], flagship),
  openAiPrice(["gpt-5.5", 5, 30, 0.5], flagship),
  openAiPrice(["gpt-5.4", 2.5, 15, 0.25], flagship),
  openAiPrice(["gpt-5.4-mini", 0.75, 4.5, 0.075]),
  openAiPrice(["gpt-5.4-nano", 0.2, 1.25, 0.02]),
  openAiPrice(["gpt-5.2", 1.75, 14, 0.175]),
  openAiPrice(["gpt-5.1", 1.25, 10, 0.125]),
  openAiPrice(["gpt-5", 1.25, 10, 0.125]),
  openAiPrice(["gpt-5-mini", 0.25, 2, 0.025]),
  openAiPrice(["gpt-5-nano", 0.05, 0.4, 0.005]),
  openAiPrice(["gpt-4.1", 2, 8, 0.5]),
  openAiPrice(["gpt-4.1-mini", 0.4, 1.6, 0.1]),
  openAiPrice(["gpt-4o", 2.5, 10, 1.25]),
  // It counts pictures at about 33 times what the others count.
  openAiPrice(["gpt-4o-mini", 0.15, 0.6, 0.075], { pictureTokens: 50_000 }),
  openAiPrice(["o3", 2, 8, 0.5]),
  openAiPrice(["o4-mini", 1.1, 4.4, 0.275]),
  price(deepSeek, ["deepseek-flash", 0.3, 1.2, 0.006], undefined, {}),
  price(deepSeek, ["deepseek-v4-pro", 1.32, 3.96, 0.044], undefined, {}),
  price(groq, ["gpt-oss-120b", 0.15, 0.6, 0.075], undefined, {}),
  price(groq, ["gpt-oss-20b", 0.075, 0.3, 0.0375], undefined, {}),
  price(groq, ["llama-3.3-70b-versatile", 0.59, 0.79], undefined, {}),
  price(groq, ["llama-3.1-8b-instant", 0.05, 0.08], undefined, {}),
  price(groq, ["qwen3.8-27b", 0.8, 4], undefined, {}),
];
