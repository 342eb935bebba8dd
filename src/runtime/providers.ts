import type { ClockDep } from "../kernel/clock.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import { type Endpoint, parseEndpoint } from "../kernel/endpoint.ts";
import type { Failure } from "../kernel/failure.ts";
import type { ConnectionVerdict } from "../kernel/inspection.ts";
import type { ModelChoice, RemoteProvider } from "../kernel/model.ts";
import type { RandomDep } from "../kernel/random.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import type { NetGate } from "../platform/network/net-gate.ts";
import { checkConnection as checkAnthropic } from "../platform/providers/anthropic/check-connection.ts";
import { createAnthropicProvider } from "../platform/providers/anthropic/provider.ts";
import type { EndpointDeps } from "../platform/providers/endpoint-deps.ts";
import { checkConnection as checkOpenAiChat } from "../platform/providers/openai-chat/check-connection.ts";
import { createOpenAiChatProvider } from "../platform/providers/openai-chat/provider.ts";
import type { KeyRing } from "../platform/secrets/key-ring.ts";
import type { Contents } from "./contents.ts";

/** The models that can be reached, and whether one can. */
export interface Providers {
  readonly providerFor: (choice: ModelChoice) => Result<Provider, Failure>;
  readonly check: (provider: RemoteProvider, baseUrl: string) => Promise<Result<ConnectionVerdict, Failure>>;
}

export interface ProvidersDeps extends ClockDep, RandomDep {
  readonly demo: Provider;
  readonly keys: KeyRing;
  readonly netGate: NetGate;
  readonly contents: Contents;
}

const unusable = (message: string): Failure => ({ type: "invalid-input", message });

/** What stays the same from turn to turn is read from the provider's cache, which costs a tenth. */
const promptCaching = "5m";

/** Servers on this machine need no key. */
const needsKey = (origin: string): boolean => new URL(origin).protocol === "https:";

const keyMissing = (origin: string): Failure => ({
  type: "key-missing",
  origin,
  message: `The key for ${origin} is not in this tab: keys are never stored. The run waits and nothing is lost; enter the key in Settings, then resume.`,
});

export const createProviders = ({ clock, contents, demo, keys, netGate, random }: ProvidersDeps): Providers => {
  const reach = ({ origin, baseUrl }: Endpoint): EndpointDeps => ({
    clock,
    fetch: netGate.fetchFor(origin),
    origin,
    baseUrl,
    answers: netGate.answers,
    readContent: contents.read,
    scrub: keys.scrub,
  });
  return {
    providerFor: (choice) => {
      if (choice.provider === "demo") return ok(demo);
      const endpoint = parseEndpoint(choice.baseUrl);
      if (!endpoint.ok) return err(unusable(endpoint.error));
      const { origin } = endpoint.value;
      if (needsKey(origin) && keys.keyFor(origin) === undefined) return err(keyMissing(origin));
      const deps = { ...reach(endpoint.value), random };
      return ok(
        choice.provider === "anthropic" ? createAnthropicProvider({ ...deps, promptCaching }) : createOpenAiChatProvider(deps),
      );
    },
    check: async (provider, text) => {
      const endpoint = parseEndpoint(text);
      if (!endpoint.ok) return err(unusable(endpoint.error));
      const check = provider === "anthropic" ? checkAnthropic : checkOpenAiChat;
      return ok(await check(reach(endpoint.value)));
    },
  };
};
