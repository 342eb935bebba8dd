import { type ClockDep, sleep } from "../../kernel/clock.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { abortedFailure, type Failure } from "../../kernel/failure.ts";
import type { RandomDep } from "../../kernel/random.ts";
import { addUsage, noUsage, type Usage } from "../../kernel/usage.ts";
import { type BackoffOptions, backoffMs } from "./backoff.ts";

export interface RetryOptions extends BackoffOptions {
  /** Attempts after the first. */
  readonly maxRetries: number;
}

const defaultRetryOptions: RetryOptions = { maxRetries: 4, baseMs: 1_000, maxMs: 30_000 };

/** Failures that pass by themselves. Wrong keys, spent credit and refused requests stay what they are. */
const passes = (failure: Failure): boolean => failure.type === "rate-limited" || failure.type === "overloaded";

const askedMs = (failure: Failure): number | undefined => (failure.type === "rate-limited" ? failure.retryAfterMs : undefined);

/** Whether an event is part of the answer, so that the person has seen something. */
const isContent = ({ type }: ProviderEvent): boolean =>
  type === "text-delta" || type === "thinking-delta" || type === "tool-call" || type === "block";

type Attempt =
  | { readonly status: "over" }
  /** It failed before anything was shown, in a way that passes. */
  | { readonly status: "again"; readonly failure: Failure; readonly usage: Usage };

/**
 * A provider that asks again when its model was busy, and only where nothing of the answer was shown: what was seen is never
 * taken back. Each wait is an event (`retry-waiting`) and ends at once with the signal. A wait that the server asks for and
 * that is longer than `maxMs` is not waited for: the failure says when to come back. What failed attempts cost is added to
 * the last event.
 */
export const createRetryingProvider = (
  deps: ClockDep & RandomDep,
  provider: Provider,
  options: RetryOptions = defaultRetryOptions,
): Provider => ({
  stream: (request, signal) => retrying(deps, provider, options, request, signal),
});

async function* retrying(
  { clock, random }: ClockDep & RandomDep,
  provider: Provider,
  options: RetryOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void> {
  let spent = noUsage;
  for (let retry = 1; ; retry += 1) {
    const attempt = yield* attemptOnce(provider, request, signal, spent, retry <= options.maxRetries ? options.maxMs : 0);
    if (attempt.status === "over") return;
    spent = addUsage(spent, attempt.usage);
    const delayMs = backoffMs(retry, options, random.next, askedMs(attempt.failure));
    yield { type: "retry-waiting", delayMs, reason: attempt.failure };
    if (!(await sleep(clock, delayMs, signal))) return yield { type: "failed", failure: abortedFailure, usage: spent };
  }
}

/** Passes one attempt on; `maxWaitMs` of 0 makes every failure the last. */
async function* attemptOnce(
  provider: Provider,
  request: ModelRequest,
  signal: AbortSignal,
  spent: Usage,
  maxWaitMs: number,
): AsyncGenerator<ProviderEvent, Attempt> {
  let shown = false;
  for await (const event of provider.stream(request, signal)) {
    if (
      event.type === "failed" &&
      !shown &&
      passes(event.failure) &&
      (askedMs(event.failure) ?? 0) < maxWaitMs &&
      !signal.aborted
    ) {
      return { status: "again", failure: event.failure, usage: event.usage };
    }
    shown ||= isContent(event);
    yield event.type === "failed" || event.type === "finished" ? { ...event, usage: addUsage(spent, event.usage) } : event;
  }
  return { status: "over" };
}
