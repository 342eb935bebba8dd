import { isJsonObject } from "../../../kernel/base/json.ts";
import { noUsage, tokenCount, type Usage } from "../../../kernel/model/usage.ts";

/** What one message used, as far as it was told. */
export interface UsageCount {
  /** Takes an account of the Messages API: totals so far, of which each that is there stands in place of the one before. */
  readonly add: (value: unknown) => void;
  readonly usage: () => Usage;
}

interface Counts {
  input: number;
  output: number;
  read: number;
  written: number;
  writtenLong: number;
  thinking: number;
}

/** Zero is how servers say that they do not know, so a count that was told before stays. */
const later = (before: number, value: unknown): number => tokenCount(value) || before;

const addAccount = (counts: Counts, value: unknown): void => {
  if (!isJsonObject(value)) return;
  counts.input = later(counts.input, value.input_tokens);
  counts.output = later(counts.output, value.output_tokens);
  counts.read = later(counts.read, value.cache_read_input_tokens);
  const { cache_creation: byLifetime, output_tokens_details: details } = value;
  if (isJsonObject(details)) counts.thinking = later(counts.thinking, details.thinking_tokens);
  if (isJsonObject(byLifetime)) {
    const long = tokenCount(byLifetime.ephemeral_1h_input_tokens);
    counts.writtenLong = long || counts.writtenLong;
    counts.written = later(counts.written, tokenCount(byLifetime.ephemeral_5m_input_tokens) + long);
  }
  counts.written = later(counts.written, value.cache_creation_input_tokens);
};

/** `input_tokens` leaves out what was read from or written to a cache. Numbers that make no sense count as 0. */
export const createUsageCount = (): UsageCount => {
  const counts: Counts = { input: 0, output: 0, read: 0, written: 0, writtenLong: 0, thinking: 0 };
  return {
    add: (value) => addAccount(counts, value),
    usage: () => {
      const { input, output, read, written, writtenLong, thinking } = counts;
      return {
        ...noUsage,
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens: read,
        cacheWriteTokens: written,
        // Parts of other counts, whatever a server says.
        ...(writtenLong === 0 ? {} : { longCacheWriteTokens: Math.min(writtenLong, written) }),
        ...(thinking === 0 ? {} : { thinkingTokens: Math.min(thinking, output) }),
      };
    },
  };
};
