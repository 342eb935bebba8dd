import type { ClockDep } from "../../kernel/base/clock.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { RateLimit } from "./token-bucket.ts";

export interface SlidingWindow {
  /** Counts a call, or tells in how many milliseconds one would be let in; undefined where never. A refused call is not counted. */
  readonly admit: () => Result<null, { readonly retryAfterMs: number | undefined }>;
}

/**
 * Refuses what would be call `maxCalls` + 1 within any `intervalMs`. It keeps `maxCalls` times, no more. `earlier`: when calls
 * before were let in, by the monotonic clock, oldest first.
 */
export const createSlidingWindow = (
  { clock }: ClockDep,
  { maxCalls, intervalMs }: RateLimit,
  earlier: readonly number[] = [],
): SlidingWindow => {
  /** The times of the latest calls, in a ring: the oldest stands where the next one goes. */
  const times: number[] = maxCalls === 0 ? [] : earlier.slice(-maxCalls);
  let next = maxCalls === 0 ? 0 : times.length % maxCalls;
  return {
    admit: () => {
      if (maxCalls === 0) return err({ retryAfterMs: undefined });
      const now = clock.monotonic();
      const oldest = times[next];
      if (oldest !== undefined && now - oldest < intervalMs) return err({ retryAfterMs: oldest + intervalMs - now });
      times[next] = now;
      next = (next + 1) % maxCalls;
      return ok(null);
    },
  };
};
