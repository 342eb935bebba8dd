import type { ClockDep } from "../../kernel/base/clock.ts";
import type { ConnectivityDep } from "../../kernel/base/connectivity.ts";
import { abortedFailure } from "../../kernel/base/failure.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { NudgeDep } from "./nudge.ts";
import { isContent } from "./provider-events.ts";
import { decideRetry, defaultRetryOptions, type RetryOptions } from "./retry-policy.ts";
import { waitMs, waitUntilOnline } from "./wait.ts";

type Deps = ClockDep & ConnectivityDep & NudgeDep & RandomDep;

type Failed = Extract<ProviderEvent, { readonly type: "failed" }>;

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
    // Passed on here and not by a generator per attempt, which would cost each piece promises of its own.
    let shown = false;
    let unseen: Failed | undefined;
    for await (const event of provider.stream(request, signal)) {
      if (event.type === "failed" && !shown) {
        unseen = event;
        break;
      }
      shown ||= isContent(event);
      yield event;
    }
    if (unseen === undefined) return;
    const { type: _failed, failure, ...spent } = unseen;
    const decision = signal.aborted ? undefined : decideRetry(failure, retry, options, deps.random.next);
    if (decision === undefined || decision.type === "give-up") return yield unseen;
    const isTimed = decision.type === "wait";
    const wait = isTimed ? { delayMs: decision.delayMs } : { delayMs: 0, until: "online" as const };
    if (isTimed) retry += 1;
    yield { type: "retry-waiting", reason: failure, ...wait, ...spent };
    const goesOn = await (isTimed ? waitMs(deps, wait.delayMs, signal) : waitUntilOnline(deps, signal));
    if (!goesOn) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
  }
}
