/** Where a run stops by itself. A limit ends it with the outcome `limit-reached`; it can be continued. */
export interface RunLimits {
  /** Model calls; 1 to 1,000. */
  readonly maxTurns: number;
  /** Input and output tokens of the whole run, as the provider counts them. */
  readonly maxTokens: number;
  /** Milliseconds of model calls; waiting for a person does not count. */
  readonly maxDurationMs: number;
  /** Tokens the model may write in one answer. */
  readonly maxOutputTokens: number;
  /** How many reads of one round run at once. */
  readonly maxParallelReads: number;
}

export const defaultRunLimits: RunLimits = {
  maxTurns: 50,
  maxTokens: 2_000_000,
  maxDurationMs: 60 * 60 * 1000,
  maxOutputTokens: 16_384,
  maxParallelReads: 8,
};

export type LimitName = "turns" | "tokens" | "time";
