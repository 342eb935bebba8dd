import type { Failure } from "../../kernel/base/failure.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Admission, CircuitBreaker, CircuitChange } from "./circuit-breaker.ts";

export interface GuardedProviderDeps {
  /** Asked before each request; undefined: nothing guards it. */
  readonly breaker: () => CircuitBreaker | undefined;
  /** Of the provider, for people. */
  readonly name: string;
  readonly onChange: (change: CircuitChange) => void;
}

/** Failures of the provider or of the way to it. What a request or a key brings on itself says nothing about it. */
const countsAgainst = (failure: Failure): boolean => {
  switch (failure.type) {
    case "network":
      return failure.cause !== "offline";
    case "overloaded":
    case "timed-out":
    case "wire":
      return true;
    default:
      return false;
  }
};

const leftAlone = (name: string, retryAfterMs: number): ProviderEvent => ({
  type: "failed",
  failure: {
    type: "held-back",
    by: "circuit",
    message: `${name} failed again and again, so it is not asked for now. Nothing was sent, and everything so far is kept. Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s.`,
    retryAfterMs,
  },
  usage: noUsage,
});

/**
 * A provider that is left alone after failures in a row: a request then fails at once, nothing sent, and another model may take
 * over. A request that is stopped, or left in the middle, says nothing about it.
 */
export const createGuardedProvider = ({ breaker, name, onChange }: GuardedProviderDeps, provider: Provider): Provider => ({
  stream: (request, signal) => {
    const guard = breaker();
    return guard === undefined ? provider.stream(request, signal) : guarded(guard, { name, onChange }, provider, request, signal);
  },
});

const judge = (admission: Admission, event: ProviderEvent): ReturnType<Admission["succeed"]> => {
  if (event.type === "finished") return admission.succeed();
  return event.type === "failed" && countsAgainst(event.failure) ? admission.fail() : undefined;
};

async function* guarded(
  breaker: CircuitBreaker,
  { name, onChange }: Pick<GuardedProviderDeps, "name" | "onChange">,
  provider: Provider,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void> {
  const admitted = await breaker.admit();
  if (!admitted.ok) return yield leftAlone(name, admitted.error.retryAfterMs);
  const admission = admitted.value;
  const tell = (change: CircuitChange | undefined): void => {
    if (change !== undefined) onChange(change);
  };
  try {
    tell(admission.changed);
    for await (const event of provider.stream(request, signal)) {
      tell(await judge(admission, event));
      yield event;
    }
  } finally {
    tell(await admission.release());
  }
}
