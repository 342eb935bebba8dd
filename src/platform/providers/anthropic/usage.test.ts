import { expect, test } from "vitest";
import { createUsageCount } from "./usage.ts";

const usageOf = (...accounts: readonly unknown[]): object => {
  const count = createUsageCount();
  for (const account of accounts) count.add(account);
  return count.usage();
};
const counted = { inputTokens: 20, outputTokens: 7, cacheReadTokens: 4, cacheWriteTokens: 6 };
const start = { input_tokens: 20, output_tokens: 1, cache_read_input_tokens: 4, cache_creation_input_tokens: 6 };

test.each<readonly [string, readonly unknown[], object]>([
  ["grows to its total", [start, { output_tokens: 3 }, { output_tokens: 7 }], counted],
  [
    "stays where it is told as null, as zero, or not at all",
    [start, { output_tokens: 7, input_tokens: null }, { cache_read_input_tokens: 0 }, null],
    counted,
  ],
  [
    "is what was told last, also where it is less",
    [
      { ...start, input_tokens: 24, cache_read_input_tokens: 0 },
      { input_tokens: 20, cache_read_input_tokens: 4, output_tokens: 7 },
    ],
    counted,
  ],
  [
    "tells what stays for an hour",
    [{ ...start, output_tokens: 7, cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 4 } }],
    { ...counted, longCacheWriteTokens: 4 },
  ],
  [
    "adds up writes by their lifetime where the sum is missing",
    [
      {
        input_tokens: 20,
        output_tokens: 7,
        cache_read_input_tokens: 4,
        cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 4 },
      },
    ],
    { ...counted, longCacheWriteTokens: 4 },
  ],
  [
    "tells the thinking",
    [start, { output_tokens: 7, output_tokens_details: { thinking_tokens: 5 } }],
    { ...counted, thinkingTokens: 5 },
  ],
  [
    "holds parts to the size of their whole",
    [
      {
        ...start,
        output_tokens: 7,
        output_tokens_details: { thinking_tokens: 50 },
        cache_creation: { ephemeral_1h_input_tokens: 60 },
      },
    ],
    { ...counted, thinkingTokens: 7, longCacheWriteTokens: 6 },
  ],
  [
    "passes over what makes no sense",
    [
      {
        input_tokens: -1,
        output_tokens: Number.NaN,
        cache_read_input_tokens: "4",
        cache_creation_input_tokens: Number.POSITIVE_INFINITY,
      },
      "usage",
      [],
    ],
    { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  ],
  ["is never beyond any call", [{ ...start, input_tokens: 1e300, output_tokens: 7.9 }], { ...counted, inputTokens: 1e12 }],
])("usage %s", (_, accounts, expected) => {
  expect(usageOf(...accounts)).toEqual(expected);
});
