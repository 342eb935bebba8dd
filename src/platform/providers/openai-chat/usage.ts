import { isJsonObject } from "../../../kernel/base/json.ts";
import { tokenCount, type Usage } from "../../../kernel/model/usage.ts";

const part = (value: unknown, name: string): unknown => (isJsonObject(value) ? value[name] : undefined);

/**
 * Usage in the form of Chat Completions. `prompt_tokens` includes what was read from a cache; DeepSeek names the cached part
 * `prompt_cache_hit_tokens`, Moonshot `cached_tokens`. `completion_tokens` includes the thinking, but at xAI, whose total shows
 * that it does not. Numbers that make no sense count as 0.
 */
export const usageFrom = (value: unknown): Usage | undefined => {
  if (!isJsonObject(value)) return undefined;
  const details = value.prompt_tokens_details;
  const cacheRead = tokenCount(part(details, "cached_tokens") ?? value.prompt_cache_hit_tokens ?? value.cached_tokens);
  const cacheWrite = tokenCount(part(details, "cache_write_tokens"));
  const prompt = tokenCount(value.prompt_tokens);
  const completion = tokenCount(value.completion_tokens);
  const thinking = tokenCount(part(value.completion_tokens_details, "reasoning_tokens"));
  const isApart = thinking > 0 && tokenCount(value.total_tokens) === prompt + completion + thinking;
  const output = isApart ? completion + thinking : completion;
  return {
    inputTokens: Math.max(0, prompt - cacheRead - cacheWrite),
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    ...(thinking === 0 ? {} : { thinkingTokens: Math.min(thinking, output) }),
  };
};
