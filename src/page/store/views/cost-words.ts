import { formatCap, type SpendingCaps } from "../../../kernel/limits/spending-caps.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { type Cost, type CostSum, isCharged } from "../../../kernel/model/cost.ts";
import { formatDollars, formatDollarsExactly } from "../../../kernel/model/money.ts";
import type { Usage } from "../../../kernel/model/usage.ts";

const counted = (tokens: number): string => tokens.toLocaleString("en-US");

/** What is not measured always reads as a bound. */
const upTo = (amount: string): string => `up to ${amount}`;

const moneyWords = ({ nanoDollars, heldNanoDollars }: CostSum): string => {
  const measured = formatDollars(nanoDollars);
  return heldNanoDollars === 0 ? measured : `${measured}, ${upTo(formatDollars(nanoDollars + heldNanoDollars))}`;
};

const tokenWords = ({ unpricedTokens, heldTokens }: CostSum): string => {
  const measured = counted(unpricedTokens);
  return heldTokens === 0 ? measured : `${measured}, ${upTo(counted(unpricedTokens + heldTokens))}`;
};

const hasMoney = ({ nanoDollars, heldNanoDollars }: CostSum): boolean => nanoDollars + heldNanoDollars > 0;
const hasTokens = ({ unpricedTokens, heldTokens }: CostSum): boolean => unpricedTokens + heldTokens > 0;

/**
 * What calls cost, for reading; undefined where nothing is charged. Measured amounts stand as they are, those that may still
 * have been charged as "up to", and tokens without a price are named as such, never as $0.
 */
export const costWords = (cost: CostSum | undefined): string | undefined => {
  if (cost === undefined) return undefined;
  const money = hasMoney(cost) || !hasTokens(cost) ? [moneyWords(cost)] : [];
  const tokens = hasTokens(cost) ? [`price unknown, ${tokenWords(cost)} tokens`] : [];
  return [...money, ...tokens].join("; ");
};

/** How a session stands against its caps; undefined where nothing was charged. */
export const standingWords = (cost: CostSum | undefined, caps: SpendingCaps): string | undefined => {
  if (cost === undefined || !isCharged(cost)) return undefined;
  const of = (name: "session-cost" | "session-tokens"): string => {
    const cap = caps[name];
    return cap === null ? "" : ` of ${formatCap(name, cap)}`;
  };
  const tokenEnd = caps["session-tokens"] === null ? " tokens" : "";
  const money = hasMoney(cost) ? [`${moneyWords(cost)}${of("session-cost")}`] : [];
  const tokens = hasTokens(cost) ? [`price unknown, ${tokenWords(cost)}${of("session-tokens")}${tokenEnd}`] : [];
  return [...money, ...tokens].join("; ");
};

/** What one request read and wrote, by how it is counted. */
export const usageWords = (usage: Usage): string => {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, longCacheWriteTokens = 0, outputTokens, thinkingTokens = 0 } = usage;
  const hour = longCacheWriteTokens > 0 ? ` (${counted(longCacheWriteTokens)} for an hour)` : "";
  const thought = thinkingTokens > 0 ? ` (${counted(thinkingTokens)} thought)` : "";
  return [
    `${counted(inputTokens)} in`,
    ...(cacheReadTokens > 0 ? [`${counted(cacheReadTokens)} read from cache`] : []),
    ...(cacheWriteTokens > 0 ? [`${counted(cacheWriteTokens)} written to cache${hour}`] : []),
    `${counted(outputTokens)} out${thought}`,
  ].join(" · ");
};

/** What an event says was used and cost, by one request, one turn or one run. */
export const spentOf = (event: Event): { readonly usage: Usage; readonly cost?: CostSum } | undefined => {
  switch (event.type) {
    case "message-ended":
    case "message-failed":
      return event;
    case "turn-ended":
    case "run-ended":
      return event.summary;
    default:
      return undefined;
  }
};

/** A cost to the last digit, with the date of its price where it is one request's. */
export const exactCostWords = (cost: CostSum & Partial<Pick<Cost, "priceSince">>): string => {
  const money = hasMoney(cost) || !hasTokens(cost) ? [formatDollarsExactly(cost.nanoDollars)] : [];
  const held = cost.heldNanoDollars > 0 ? [`at most ${formatDollarsExactly(cost.heldNanoDollars)} more, not measured`] : [];
  const tokens = hasTokens(cost) ? [`price unknown, ${tokenWords(cost)} tokens`] : [];
  const since = cost.priceSince === undefined ? [] : [`price of ${cost.priceSince}`];
  return [...money, ...held, ...tokens, ...since].join(", ");
};
