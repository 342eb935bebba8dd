import { type Account, type Bound, createAccount, type Measure } from "../../kernel/limits/account.ts";
import type { LimitName, RunLimits } from "../../kernel/limits/limits.ts";
import { totalTokens } from "../../kernel/model/usage.ts";
import type { RunSpending } from "./loop-contract.ts";

const names: { readonly [Name in Measure]?: LimitName } = { turns: "turns", tokens: "tokens", "duration-ms": "time" };

/**
 * The account of one run, with what it spent before. Limits are looked at between turns only, so the history is balanced when one
 * ends a run, and the last turn may go past the tokens and the time by what it uses itself.
 */
export const openRunAccount = (limits: RunLimits, { turns, usage, modelMs }: RunSpending): Account => {
  const { maxTurns, maxTokens, maxDurationMs } = limits;
  const fixed = { turns: maxTurns, tokens: maxTokens, "duration-ms": maxDurationMs };
  return createAccount({
    name: "run",
    limits: () => fixed,
    opening: { spent: { turns, tokens: totalTokens(usage), "duration-ms": modelMs } },
  });
};

/** The limit of a run that its account came to. */
export const limitOf = ({ measure }: Bound): LimitName => {
  const name = names[measure];
  if (name === undefined) throw new Error(`A run has no limit on ${measure}.`);
  return name;
};
