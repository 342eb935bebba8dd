/** How long to wait between attempts. */
export interface BackoffOptions {
  /** Milliseconds before the first retry; doubled for each later one. */
  readonly baseMs: number;
  /** No wait is longer, whatever was computed or asked for. */
  readonly maxMs: number;
}

/** No jitter is longer than this. */
const maxJitterMs = 1_000;

/**
 * The wait before a retry: base × 2^(retry − 1) + random(0 … min(base, 1 s)), at most `maxMs`; a server's own word
 * (`askedMs`) takes the place of the computed part, and no jitter is longer than that part. `retry` counts from 1 and may be
 * large: the result never overflows. Exponential backoff with additive jitter, so that clients that failed together do not
 * come back together.
 */
export const backoffMs = (retry: number, options: BackoffOptions, random: () => number, askedMs?: number): number => {
  const { baseMs, maxMs } = options;
  const computed = askedMs ?? baseMs * 2 ** Math.min(Math.max(1, retry) - 1, 30);
  return Math.round(Math.min(maxMs, computed + random() * Math.min(baseMs, computed, maxJitterMs)));
};
