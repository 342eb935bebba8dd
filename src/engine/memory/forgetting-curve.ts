import { dayMs } from "../../kernel/memory/memory.ts";

/**
 * The forgetting curve after Hermann Ebbinghaus ("Über das Gedächtnis", 1885), in its exponential form `R = e^(−t / S)`: `t` days since
 * something was learned or used last, `S` its stability in days. What is left of an item is its importance times `R`, counted
 * once. After `S` days 36.8 % are left.
 */

const isStability = (days: number): boolean => days > 0 && Number.isFinite(days);

/** 0 to 1. Times before the learning count as none. Throws where the stability is not above 0. */
export const retention = (ageMs: number, stabilityDays: number): number => {
  if (!isStability(stabilityDays)) throw new Error("A stability is more than 0 days.");
  return Math.exp(-Math.max(0, ageMs) / dayMs / stabilityDays);
};

/** Days after which less than `minimum` is left of an importance: `S × ln(importance / minimum)`; 0 where it is less already. */
export const daysUntil = (importance: number, minimum: number, stabilityDays: number): number => {
  if (!isStability(stabilityDays)) throw new Error("A stability is more than 0 days.");
  if (!(minimum > 0)) return Number.POSITIVE_INFINITY;
  return importance <= minimum ? 0 : stabilityDays * Math.log(importance / minimum);
};
