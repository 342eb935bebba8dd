import { createCircuitBreaker } from "../engine/resilience/circuit-breaker.ts";
import { createCircuitStates } from "../engine/resilience/circuit-states.ts";
import { createGuardedProvider } from "../engine/resilience/guarded-provider.ts";
import type { ClockDep } from "../kernel/clock.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import type { StoreDep } from "../kernel/contracts/store.ts";
import { parseEndpoint } from "../kernel/endpoint.ts";
import type { SessionId } from "../kernel/ids.ts";
import { isRemote, type ModelChoice } from "../kernel/model.ts";
import type { CircuitLimits } from "../kernel/tool-limits.ts";
import { byModel } from "./origins.ts";

interface ProviderCircuitsDeps extends ClockDep, StoreDep {
  /** Asked before each request; `null`: no provider is ever left alone. */
  readonly limits: () => CircuitLimits | null;
}

/** Guards the provider of a model on the account of a session. What answers in this page is not guarded. */
export type GuardProvider = (choice: ModelChoice, sessionId: SessionId, provider: Provider) => Provider;

/** One circuit for each origin, over all sessions and wires; each change of place stands in the log of the session that made it. */
export const createProviderCircuits = ({ clock, limits, store }: ProviderCircuitsDeps): GuardProvider => {
  const states = createCircuitStates();
  return (choice, sessionId, provider) => {
    const endpoint = isRemote(choice) ? parseEndpoint(choice.baseUrl) : undefined;
    if (endpoint?.ok !== true) return provider;
    const { origin } = endpoint.value;
    return createGuardedProvider(
      {
        name: origin,
        breaker: () => {
          const now = limits();
          return now === null ? undefined : createCircuitBreaker({ clock, states }, origin, now);
        },
        onChange: (change) => {
          const event = { type: "circuit-changed", about: { type: "provider", name: origin }, ...change } as const;
          const entries = [{ sessionId, causes: [], origins: byModel, event }];
          // Where it cannot be stored, nothing is lost but the remark.
          void store.append({ entries, effects: [], expects: [], durability: "relaxed" });
        },
      },
      provider,
    );
  };
};
