import { expect, test } from "vitest";
import { usageFrom } from "./usage.ts";

const counted = { inputTokens: 20, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 };
const plain = { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27 };

test.each<readonly [string, object, object]>([
  ["as OpenAI sends it", plain, counted],
  [
    "with cached and written tokens",
    { ...plain, prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 6 } },
    { ...counted, inputTokens: 10, cacheReadTokens: 4, cacheWriteTokens: 6 },
  ],
  [
    "of DeepSeek",
    { ...plain, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 16 },
    { ...counted, inputTokens: 16, cacheReadTokens: 4 },
  ],
  ["of Moonshot", { ...plain, cached_tokens: 4 }, { ...counted, inputTokens: 16, cacheReadTokens: 4 }],
  [
    "with thinking as a part of what was written",
    { ...plain, completion_tokens_details: { reasoning_tokens: 5 } },
    { ...counted, thinkingTokens: 5 },
  ],
  [
    "of xAI, which counts thinking apart",
    { ...plain, total_tokens: 32, completion_tokens_details: { reasoning_tokens: 5 } },
    { ...counted, outputTokens: 12, thinkingTokens: 5 },
  ],
  [
    "with more thinking than output",
    { ...plain, completion_tokens_details: { reasoning_tokens: 99 } },
    { ...counted, thinkingTokens: 7 },
  ],
  ["with more cached than asked", { ...plain, cached_tokens: 50 }, { ...counted, inputTokens: 0, cacheReadTokens: 50 }],
  [
    "with nulls",
    { prompt_tokens: null, completion_tokens: null, prompt_tokens_details: null },
    { ...counted, inputTokens: 0, outputTokens: 0 },
  ],
  [
    "with numbers that make no sense",
    { prompt_tokens: -3, completion_tokens: "7" },
    { ...counted, inputTokens: 0, outputTokens: 0 },
  ],
  ["with a number beyond any call", { prompt_tokens: 1e300, completion_tokens: 7.9 }, { ...counted, inputTokens: 1e12 }],
])("usage %s", (_, sent, expected) => {
  expect(usageFrom(sent)).toEqual(expected);
});

test.each([null, undefined, 7, "usage", []])("%j is no usage", (value) => {
  expect(usageFrom(value)).toBeUndefined();
});
