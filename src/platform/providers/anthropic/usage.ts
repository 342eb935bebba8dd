import { isJsonObject } from "../../../kernel/json.ts";
import { tokenCount, type Usage } from "../../../kernel/usage.ts";

/** Writes to the cache by their lifetime, where the sum is not given. */
const writesByLifetime = (value: unknown): number =>
  isJsonObject(value) ? tokenCount(value.ephemeral_5m_input_tokens) + tokenCount(value.ephemeral_1h_input_tokens) : 0;

/**
 * Usage in the form of the Messages API. `input_tokens` leaves out what was read from or written to a cache. Numbers that
 * make no sense count as 0.
 */
export const usageFrom = (value: unknown): Usage | undefined => {
  if (!isJsonObject(value)) return undefined;
  return {
    inputTokens: tokenCount(value.input_tokens),
    outputTokens: tokenCount(value.output_tokens),
    cacheReadTokens: tokenCount(value.cache_read_input_tokens),
    cacheWriteTokens: tokenCount(value.cache_creation_input_tokens) || writesByLifetime(value.cache_creation),
  };
};
