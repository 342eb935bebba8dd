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

/** Caps on what is spent: money of the session, of one step, of the day; tokens of the session where no price is known. */
export type CapName = "session-cost" | "step-cost" | "day-cost" | "session-tokens";

export type LimitName = "turns" | "tokens" | "time" | CapName;

/** Which cap a run came to, and how it stood then. Money in nano-dollars. */
export interface ReachedCap {
  readonly name: CapName;
  readonly amount: number;
  /** Measured so far. */
  readonly spent: number;
  /** What calls that broke off may have cost beyond that, and what other runs that go on may still cost. */
  readonly held: number;
}
