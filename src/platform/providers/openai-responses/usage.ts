import { isJsonObject } from "../../../kernel/base/json.ts";
import { tokenCount, type Usage } from "../../../kernel/model/usage.ts";

const part = (value: unknown, name: string): unknown => (isJsonObject(value) ? value[name] : undefined);

/**
 * Usage in the form of the Responses API. `input_tokens` includes what was read from a cache and written to it, `output_tokens`
 * includes the reasoning. Numbers that make no sense count as 0.
 */
export const usageFrom = (value: unknown): Usage | undefined => {
  if (!isJsonObject(value)) return undefined;
  const cacheReadTokens = tokenCount(part(value.input_tokens_details, "cached_tokens"));
  const cacheWriteTokens = tokenCount(part(value.input_tokens_details, "cache_write_tokens"));
  const outputTokens = tokenCount(value.output_tokens);
  const thinking = tokenCount(part(value.output_tokens_details, "reasoning_tokens"));
  return {
    inputTokens: Math.max(0, tokenCount(value.input_tokens) - cacheReadTokens - cacheWriteTokens),
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    ...(thinking === 0 ? {} : { thinkingTokens: Math.min(thinking, outputTokens) }),
  };
};
