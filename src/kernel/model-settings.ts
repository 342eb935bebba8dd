/** How hard a model tries, in the words of the wires. Models that do not take one are not sent it. */
export type Effort = "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
export const efforts: readonly Effort[] = ["minimal", "low", "medium", "high", "xhigh", "max"];

/** How long the provider keeps the beginning of a request, so that the next one costs less. */
export type PromptCaching = "off" | "5m" | "1h";
export const promptCachings: readonly PromptCaching[] = ["off", "5m", "1h"];

/** What one model call is asked with beside its messages. What is absent is not sent, and the provider's own default holds. */
export interface CallSettings {
  readonly effort?: Effort;
  /** 0 to 2; where a wire or a model takes less, its adapter or its answer says so. */
  readonly temperature?: number;
  /** At most four texts, none of them empty, at which the model stops writing. */
  readonly stopSequences?: readonly string[];
  /** Absent: five minutes. */
  readonly promptCaching?: PromptCaching;
}

/** What a person sets for a model's calls, as defaults and for one session; a session's value stands before the default. */
export interface ModelSettings extends CallSettings {
  /** Absent: Vivarium's own. Empty: none. At most 100,000 characters. */
  readonly systemPrompt?: string;
  /** Tokens the model may write in one answer; 1 to 1,000,000. Absent: the default of the run's limits. */
  readonly maxOutputTokens?: number;
}
