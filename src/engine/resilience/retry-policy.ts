import type { Failure, NetworkCause } from "../../kernel/base/failure.ts";
import { type BackoffOptions, backoffMs } from "./backoff.ts";

export interface RetryOptions extends BackoffOptions {
  /** Attempts after the first, where the server is busy or has a problem of its own. */
  readonly maxRetries: number;
  /** Attempts after the first, where the connection does not work: trying harder rarely helps. */
  readonly maxConnectionRetries: number;
  /** The longest wait that a server may ask for and get; a longer one is told and left to the person. */
  readonly maxAskedMs: number;
}

export const defaultRetryOptions: RetryOptions = {
  maxRetries: 4,
  maxConnectionRetries: 2,
  baseMs: 1_000,
  maxMs: 30_000,
  maxAskedMs: 2 * 60_000,
};

/** What to do after a failure that showed nothing of an answer. */
export type RetryDecision =
  | { readonly type: "give-up" }
  | { readonly type: "wait"; readonly delayMs: number }
  /** Costs no retry: nothing was tried in vain. */
  | { readonly type: "wait-for-network" };

/** Causes that pass by themselves. What the browser or a server forbids stays forbidden. */
const passingCauses = new Set<NetworkCause | undefined>(["connection-lost", "connection-down", "blocked", "unknown-host"]);

const retriesFor = (failure: Failure, options: RetryOptions): number => {
  switch (failure.type) {
    case "rate-limited":
    case "overloaded":
      return options.maxRetries;
    case "timed-out":
      // Without a status it was the watchdog, which has waited long enough.
      return failure.status === undefined ? 0 : options.maxRetries;
    case "bad-request":
      return failure.status === 409 ? options.maxRetries : 0;
    case "network":
      return passingCauses.has(failure.cause) ? options.maxConnectionRetries : 0;
    default:
      return 0;
  }
};

/**
 * Decides after a failure; `retry` is the number of the retry that would follow, from 1. A time that the server named is kept,
 * with jitter on top; without one the wait doubles each time. Wrong keys, spent credit and refused requests are not asked again.
 */
export const decideRetry = (failure: Failure, retry: number, options: RetryOptions, random: () => number): RetryDecision => {
  if (failure.type === "network" && failure.cause === "offline") return { type: "wait-for-network" };
  if (retry > retriesFor(failure, options)) return { type: "give-up" };
  const askedMs = "retryAfterMs" in failure ? failure.retryAfterMs : undefined;
  if (askedMs !== undefined && askedMs > options.maxAskedMs) return { type: "give-up" };
  const maxMs = askedMs === undefined ? options.maxMs : Number.POSITIVE_INFINITY;
  return { type: "wait", delayMs: backoffMs(retry, { ...options, maxMs }, random, askedMs) };
};
