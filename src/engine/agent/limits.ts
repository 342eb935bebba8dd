import type { LimitName, RunLimits } from "../../kernel/limits.ts";
import { totalTokens, type Usage } from "../../kernel/usage.ts";

/**
 * The limit that keeps another turn from starting, or undefined. Limits are looked at between turns only, so the history is
 * balanced when one ends a run, and the last turn may go past the tokens and the time by what it uses itself.
 */
export const reachedLimit = (
  limits: RunLimits,
  spent: { readonly turns: number; readonly usage: Usage; readonly modelMs: number },
): LimitName | undefined => {
  if (spent.turns >= limits.maxTurns) return "turns";
  if (totalTokens(spent.usage) >= limits.maxTokens) return "tokens";
  return spent.modelMs >= limits.maxDurationMs ? "time" : undefined;
};
