/** Tokens of one or more model calls. Every field is a finite integer of at least 0. */
export interface Usage {
  /** Tokens of the request that were not read from a cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** The part of `cacheWriteTokens` that stays for an hour, which costs more; absent where nothing does. */
  readonly longCacheWriteTokens?: number;
  /** The part of `outputTokens` that the model thought with; absent where the provider does not tell. */
  readonly thinkingTokens?: number;
}

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** Parts that are absent on both sides stay absent. */
export const addUsage = (a: Usage, b: Usage): Usage => {
  const whole: Usage = {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  };
  const long = (a.longCacheWriteTokens ?? 0) + (b.longCacheWriteTokens ?? 0);
  const thinking = (a.thinkingTokens ?? 0) + (b.thinkingTokens ?? 0);
  if (long === 0 && thinking === 0) return whole;
  return {
    ...whole,
    ...(long === 0 ? {} : { longCacheWriteTokens: long }),
    ...(thinking === 0 ? {} : { thinkingTokens: thinking }),
  };
};

/** `longCacheWriteTokens` and `thinkingTokens` are parts of other counts. */
export const totalTokens = (usage: Usage): number =>
  usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;

/** Tokens of a request that goes on from an answer, before anything is added to it; undefined where the provider counts nothing. */
export const tokensAfter = ({ cacheReadTokens, cacheWriteTokens, inputTokens, outputTokens }: Usage): number | undefined => {
  const prompt = inputTokens + cacheReadTokens + cacheWriteTokens;
  return prompt === 0 ? undefined : prompt + outputTokens;
};

/** More than any call can use, and small enough that sums of it stay whole numbers. */
const maxTokenCount = 1e12;

/** A count as a provider sent it: anything but a finite number of at least 0 counts as 0, and none is above 1e12. */
export const tokenCount = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.min(Math.floor(value), maxTokenCount) : 0;
