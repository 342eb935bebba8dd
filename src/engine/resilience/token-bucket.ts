import type { ClockDep } from "../../kernel/base/clock.ts";

/** Sums of fractions are off by less than this. */
const roundingMs = 1e-6;

export interface RateLimit {
  readonly maxCalls: number;
  readonly intervalMs: number;
}

/** A turn that was given out. */
export interface Turn {
  /** Milliseconds until it comes; 0: it is there. */
  readonly delayMs: number;
  /** It is not used: whoever comes next does not wait for it. Only the first time counts. */
  readonly giveBack: () => void;
}

export interface TokenBucket {
  /** Takes the next turn, whenever that is. Turns come in the order in which they were taken. */
  readonly take: () => Turn;
  /** Takes a turn if one is there. */
  readonly tryTake: () => boolean;
}

/**
 * A token bucket: it starts full with `maxCalls`, fills by `maxCalls` / `intervalMs` a millisecond, without steps, and holds no
 * more than `maxCalls`. Taking a token that is not there yet leaves a debt, so those who wait are served one after another.
 */
export const createTokenBucket = ({ clock }: ClockDep, { maxCalls, intervalMs }: RateLimit): TokenBucket => {
  const perMs = maxCalls / intervalMs;
  let tokens = maxCalls;
  let filledAt = clock.monotonic();
  const fill = (): void => {
    const now = clock.monotonic();
    tokens = Math.min(maxCalls, tokens + (now - filledAt) * perMs);
    filledAt = now;
  };
  return {
    take: () => {
      fill();
      tokens -= 1;
      let isTaken = true;
      return {
        delayMs: tokens >= 0 ? 0 : Math.ceil(-tokens / perMs - roundingMs),
        giveBack: () => {
          if (!isTaken) return;
          isTaken = false;
          fill();
          tokens = Math.min(maxCalls, tokens + 1);
        },
      };
    },
    tryTake: () => {
      fill();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
