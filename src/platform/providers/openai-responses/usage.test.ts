import { expect, test } from "vitest";
import { usageFrom } from "./usage.ts";

const counted = { inputTokens: 20, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 };
const plain = { input_tokens: 20, output_tokens: 7, total_tokens: 27 };

test.each<readonly [string, object, object]>([
  ["without details", plain, counted],
  [
    "with cached and written tokens",
    { ...plain, input_tokens_details: { cached_tokens: 4, cache_write_tokens: 6 } },
    { ...counted, inputTokens: 10, cacheReadTokens: 4, cacheWriteTokens: 6 },
  ],
  ["with reasoning", { ...plain, output_tokens_details: { reasoning_tokens: 5 } }, { ...counted, thinkingTokens: 5 }],
  [
    "with more reasoning than output",
    { ...plain, output_tokens_details: { reasoning_tokens: 9 } },
    { ...counted, thinkingTokens: 7 },
  ],
  [
    "with more cached than asked",
    { ...plain, input_tokens_details: { cached_tokens: 50 } },
    { ...counted, inputTokens: 0, cacheReadTokens: 50 },
  ],
  [
    "with numbers that make no sense",
    { input_tokens: -3, output_tokens: "7", input_tokens_details: null },
    { ...counted, inputTokens: 0, outputTokens: 0 },
  ],
])("usage %s", (_, sent, expected) => {
  expect(usageFrom(sent)).toEqual(expected);
});

test.each([null, undefined, 7, "usage", []])("%j is no usage", (value) => {
  expect(usageFrom(value)).toBeUndefined();
});
