import { err, ok, type Result } from "../../../kernel/base/result.ts";

/** How the room of a context is divided. The shares sum to 1. */
export interface ContextShares {
  readonly identity: number;
  /** Constraints and outdated ones among them. */
  readonly facts: number;
  readonly conversation: number;
  readonly environment: number;
}

export interface ContextSettings {
  /** Of the model's window, after the answer is set aside; 0.1 to 0.9. */
  readonly fraction: number;
  readonly shares: ContextShares;
}

export const defaultContextSettings: ContextSettings = {
  fraction: 0.4,
  shares: { identity: 0.05, facts: 0.5, conversation: 0.3, environment: 0.15 },
};

const budgets = { unknownWindow: 8_000, least: 2_000, answer: 4_096 };

/** Tokens for a context: 8,000 where the model's window is not known, else the fraction of what is left beside an answer, at least 2,000. */
export const contextBudget = (windowTokens: number | undefined, { fraction }: Pick<ContextSettings, "fraction">): number =>
  windowTokens === undefined
    ? budgets.unknownWindow
    : Math.max(budgets.least, Math.floor((windowTokens - budgets.answer) * fraction));

const isAmount = (value: number): boolean => value >= 0 && Number.isFinite(value);

/** Settings as they can be used: the fraction inside its bounds, the shares summing to 1. An error is a sentence. */
export const checkContextSettings = ({ fraction, shares }: ContextSettings): Result<ContextSettings, string> => {
  const { conversation, environment, facts, identity } = shares;
  const sum = identity + facts + conversation + environment;
  if (![fraction, identity, facts, conversation, environment].every(isAmount))
    return err("A share of the context is a number of 0 or more. Nothing was changed.");
  if (sum === 0) return err("At least one part of the context has a share above 0. Nothing was changed.");
  return ok({
    fraction: Math.min(0.9, Math.max(0.1, fraction)),
    shares: {
      identity: identity / sum,
      facts: facts / sum,
      conversation: conversation / sum,
      environment: environment / sum,
    },
  });
};
