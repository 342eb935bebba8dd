import { createCircuitBreaker } from "../../engine/resilience/circuit-breaker.ts";
import { circuitAfter, createCircuitStates } from "../../engine/resilience/circuit-states.ts";
import { createGuardedProvider } from "../../engine/resilience/guarded-provider.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { type CircuitState, type CircuitStates, closedCircuit } from "../../kernel/contracts/circuit-states.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { StoreDep } from "../../kernel/contracts/store.ts";
import type { CircuitLimits } from "../../kernel/limits/tool-limits.ts";
import { parseEndpoint } from "../../kernel/model/endpoint.ts";
import { isRemote, type ModelChoice } from "../../kernel/model/model.ts";
import { lazily } from "../lazily.ts";
import { byModel } from "../origins/origins.ts";

interface ProviderCircuitsDeps extends ClockDep, StoreDep {
  /** Asked before each request; `null`: no provider is ever left alone. */
  readonly limits: () => CircuitLimits | null;
}

/** Guards the provider of a model on the account of a session. What answers in this page is not guarded. */
export type GuardProvider = (choice: ModelChoice, sessionId: SessionId, provider: Provider) => Provider;

/** The circuits of providers as the log left them. One that cannot be read is closed: a provider too many is asked. */
const circuitsInLog = async (store: ProviderCircuitsDeps["store"]): Promise<CircuitStates> => {
  const page = await store.read({ type: "all" });
  const known = new Map<string, CircuitState>();
  for (const { at, event } of page.ok ? page.value.entries : []) {
    if (event.type === "circuit-changed" && event.about.type === "provider") known.set(event.about.name, circuitAfter(event, at));
  }
  return createCircuitStates((origin) => known.get(origin) ?? closedCircuit);
};

/** One circuit for each origin, over all sessions and wires, also after a reload; each change of place stands in the log of the session that made it. */
export const createProviderCircuits = ({ clock, limits, store }: ProviderCircuitsDeps): GuardProvider => {
  const opened = lazily(() => circuitsInLog(store));
  const states: CircuitStates = { change: async (origin, step) => (await opened()).change(origin, step) };
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
