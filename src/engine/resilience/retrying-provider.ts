import type { ClockDep } from "../../kernel/clock.ts";
import type { ConnectivityDep } from "../../kernel/connectivity.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { abortedFailure } from "../../kernel/failure.ts";
import type { RandomDep } from "../../kernel/random.ts";
import { noUsage } from "../../kernel/usage.ts";
import type { NudgeDep } from "./nudge.ts";
import { decideRetry, defaultRetryOptions, type RetryOptions } from "./retry-policy.ts";
import { waitMs, waitUntilOnline } from "./wait.ts";

type Deps = ClockDep & ConnectivityDep & NudgeDep & RandomDep;

/** Whether an event is part of the answer, so that the person has seen something. */
const isContent = ({ type }: ProviderEvent): boolean =>
  type === "text-delta" || type === "thinking-delta" || type === "tool-call" || type === "block";

type Attempt =
  | { readonly status: "over" }
  /** It failed before anything was shown. */
  | ({ readonly status: "failed" } & Omit<Extract<ProviderEvent, { readonly type: "failed" }>, "type">);

/**
 * A provider that asks again when its model was busy or out of reach, and only where nothing of the answer was shown: what was
 * seen is never taken back, and tools run only after an answer, so none of this turn has. Each wait is an event
 * (`retry-waiting`) and ends at once with the signal or with a nudge. While the browser is offline it waits for the network
 * and spends no retry. What a failed attempt used and cost is told by the wait after it, and not again by the last event.
 */
export const createRetryingProvider = (
  deps: Deps,
  provider: Provider,
  options: RetryOptions = defaultRetryOptions,
): Provider => ({
  stream: (request, signal) => retrying(deps, provider, options, request, signal),
});

async function* retrying(
  deps: Deps,
  provider: Provider,
  options: RetryOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void> {
  let retry = 1;
  for (;;) {
    const attempt = yield* attemptOnce(provider, request, signal);
    if (attempt.status === "over") return;
    const { status: _failed, failure, ...spent } = attempt;
    const decision = signal.aborted ? undefined : decideRetry(failure, retry, options, deps.random.next);
    if (decision === undefined || decision.type === "give-up") return yield { type: "failed", failure, ...spent };
    let goesOn: boolean;
    if (decision.type === "wait") {
      retry += 1;
      yield { type: "retry-waiting", delayMs: decision.delayMs, reason: failure, ...spent };
      goesOn = await waitMs(deps, decision.delayMs, signal);
    } else {
      yield { type: "retry-waiting", delayMs: 0, reason: failure, until: "online", ...spent };
      goesOn = await waitUntilOnline(deps, signal);
    }
    if (!goesOn) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
  }
}

/** Passes one attempt on, but for a failure before anything was shown. */
async function* attemptOnce(
  provider: Provider,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, Attempt> {
  let shown = false;
  for await (const event of provider.stream(request, signal)) {
    if (event.type === "failed" && !shown) {
      const { type: _failed, ...failed } = event;
      return { status: "failed", ...failed };
    }
    shown ||= isContent(event);
    yield event;
  }
  return { status: "over" };
}
