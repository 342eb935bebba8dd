import type { LocalDay } from "../base/local-day.ts";
import type { NanoDollars } from "./money.ts";

/**
 * What model calls cost together. The sum of any calls is the sum of each field, so rows, headers and days agree to the
 * last nano-dollar. Every field is a whole number of at least 0.
 */
export interface CostSum {
  /** Measured: what the provider counted, times the price of that day. */
  readonly nanoDollars: NanoDollars;
  /** Tokens of calls whose price nobody knows. They are not part of `nanoDollars`, which then says too little. */
  readonly unpricedTokens: number;
  /**
   * What calls may have cost beyond that, at most: the provider never told what they used, because they broke off or because
   * it does not count. It stays counted against every cap.
   */
  readonly heldNanoDollars: NanoDollars;
  /** The same for calls whose price nobody knows. */
  readonly heldTokens: number;
}

/** What one model call cost, as it is written in the log once and never computed again. A free model's calls have none. */
export interface Cost extends CostSum {
  /** The day on which it counts. */
  readonly day: LocalDay;
  /** The date of the price; absent where no price is known. */
  readonly priceSince?: string;
}

export const noCost: CostSum = { nanoDollars: 0, unpricedTokens: 0, heldNanoDollars: 0, heldTokens: 0 };

export const addCost = (a: CostSum, b: CostSum): CostSum => ({
  nanoDollars: a.nanoDollars + b.nanoDollars,
  unpricedTokens: a.unpricedTokens + b.unpricedTokens,
  heldNanoDollars: a.heldNanoDollars + b.heldNanoDollars,
  heldTokens: a.heldTokens + b.heldTokens,
});

/** Whether anything was charged, or may have been. */
export const isCharged = (sum: CostSum | undefined): boolean =>
  sum !== undefined && sum.nanoDollars + sum.unpricedTokens + sum.heldNanoDollars + sum.heldTokens > 0;

/** A sum with one more call. Both may be absent: a session of free calls has no costs at all. */
export const withCost = (sum: CostSum | undefined, cost: CostSum | undefined): CostSum | undefined =>
  cost === undefined ? sum : addCost(sum ?? noCost, cost);
