import { onlyEvent } from "../../engine/resilience/provider-events.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { type EmbeddingChoice, modelOfEmbedding } from "../../kernel/model/embedding.ts";
import { type Endpoint, parseEndpoint } from "../../kernel/model/endpoint.ts";
import { missingKeyOrigin } from "../../kernel/model/key-need.ts";
import { isRemote, type ModelChoice, type RemoteChoice, type RemoteProvider } from "../../kernel/model/model.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { ConnectionVerdict } from "../../kernel/rules/inspection.ts";
import type { Explore } from "../../platform/network/explore.ts";
import type { NetGate } from "../../platform/network/net-gate.ts";
import type { EndpointDeps } from "../../platform/providers/endpoint-deps.ts";
import type { KeyRing } from "../../platform/secrets/key-ring.ts";
import { maskAccounts } from "../../platform/secrets/mask-accounts.ts";
import { createScrubbedProvider } from "../../platform/secrets/scrubbed-provider.ts";
import type { Contents } from "../files/contents.ts";
import type { Cassettes } from "../runs/cassettes.ts";
import { lazyProvider } from "./lazy-provider.ts";

/** The models that can be reached, and whether one can. */
export interface Providers {
  readonly providerFor: (choice: ModelChoice) => Result<Provider, Failure>;
  /** Gives vectors: see `createEmbeddingsProvider`. */
  readonly embedderFor: (choice: EmbeddingChoice) => Result<Provider, Failure>;
  readonly check: (provider: RemoteProvider, baseUrl: string) => Promise<Result<ConnectionVerdict, Failure>>;
  /** Why a choice cannot answer before a key is given; undefined where it can. */
  readonly keyMissing: (choice: ModelChoice) => Failure | undefined;
}

export interface ProvidersDeps extends ClockDep, RandomDep {
  readonly demo: Provider;
  /** What a program without the page brought along. */
  readonly own?: Provider | undefined;
  readonly cassettes: Pick<Cassettes, "providerFor">;
  readonly keys: KeyRing;
  readonly keyedOrigins: () => readonly string[];
  readonly netGate: NetGate;
  readonly explore: Explore;
  readonly contents: Contents;
}

const unusable = (message: string): Failure => ({ type: "invalid-input", message });

const noOwn = unusable(
  "This model belongs to a program that brought its own; here there is none. Choose another model to go on.",
);

/** Keys are never stored, so this is how every run that needs one goes on after a reload. */
const keyMissing = (origin: string): Failure => ({
  type: "key-missing",
  origin,
  message: `The key for ${origin} is not in this tab, because keys are never stored. The run waits and nothing is lost: paste the key and it goes on.`,
});

/** Looks for the key at every call: it may be wiped while a run goes on, and nothing is asked without it then. */
const withKeyAsked = (provider: Provider, missing: () => Failure | undefined): Provider => ({
  stream: (request, signal) => {
    const failure = missing();
    return failure === undefined ? provider.stream(request, signal) : onlyEvent({ type: "failed", failure, usage: noUsage });
  },
});

type CreateProvider = (deps: EndpointDeps & RandomDep) => Provider;
type CheckConnection = (deps: EndpointDeps) => Promise<ConnectionVerdict>;

/** The wires, each loaded when it is first needed: without a key nobody needs one. */
const wires: Readonly<Record<RemoteProvider, () => Promise<CreateProvider>>> = {
  anthropic: async () => (await import("../../platform/providers/anthropic/provider.ts")).createAnthropicProvider,
  "openai-chat": async () => (await import("../../platform/providers/openai-chat/provider.ts")).createOpenAiChatProvider,
  "openai-responses": async () =>
    (await import("../../platform/providers/openai-responses/provider.ts")).createOpenAiResponsesProvider,
};

/** Both wires of OpenAI list their models at the same address. */
const checkFor = async (provider: RemoteProvider): Promise<CheckConnection> =>
  provider === "anthropic"
    ? (await import("../../platform/providers/anthropic/check-connection.ts")).checkConnection
    : (await import("../../platform/providers/openai-chat/check-connection.ts")).checkConnection;

export const createProviders = ({
  cassettes,
  clock,
  contents,
  demo,
  explore,
  keyedOrigins,
  keys,
  netGate,
  own,
  random,
}: ProvidersDeps): Providers => {
  const keyMissingFor = (choice: ModelChoice): Failure | undefined => {
    const origin = missingKeyOrigin(choice, { keyOrigins: keys.origins(), keyedOrigins: keyedOrigins() });
    return origin === undefined ? undefined : keyMissing(origin);
  };
  const reach = ({ origin, baseUrl }: Endpoint): EndpointDeps => ({
    clock,
    fetch: netGate.fetchFor(origin),
    origin,
    baseUrl,
    hasKey: () => keys.keyFor(origin) !== undefined,
    explore,
    readContent: contents.read,
    scrub: (text) => maskAccounts(keys.scrub(text)),
  });
  const byHand = lazyProvider(async () => {
    const { createByHandProvider } = await import("../../platform/providers/by-hand/provider.ts");
    return createByHandProvider({ random });
  });
  /** What is the same for every model at an address: its key is there, and no answer holds one. */
  const atEndpoint = (choice: RemoteChoice, load: () => Promise<CreateProvider>): Result<Provider, Failure> => {
    const endpoint = parseEndpoint(choice.baseUrl);
    if (!endpoint.ok) return err(unusable(endpoint.error));
    const missing = keyMissingFor(choice);
    if (missing !== undefined) return err(missing);
    const deps = { ...reach(endpoint.value), random };
    const asked = withKeyAsked(
      lazyProvider(async () => (await load())(deps)),
      () => keyMissingFor(choice),
    );
    return ok(createScrubbedProvider(keys, asked));
  };
  return {
    embedderFor: (choice) =>
      atEndpoint(
        modelOfEmbedding(choice),
        async () => (await import("../../platform/providers/embeddings/provider.ts")).createEmbeddingsProvider,
      ),
    providerFor: (choice) => {
      if (choice.provider === "demo") return ok(demo);
      if (choice.provider === "by-hand") return ok(byHand);
      if (choice.provider === "replay") return cassettes.providerFor(choice.cassette);
      if (!isRemote(choice)) return own === undefined ? err(noOwn) : ok(own);
      return atEndpoint(choice, async () => {
        const create = await wires[choice.provider]();
        const { withAttachedFor } = await import("../../platform/providers/pictures.ts");
        return (deps) => withAttachedFor(choice, create(deps));
      });
    },
    keyMissing: keyMissingFor,
    check: async (provider, text) => {
      const endpoint = parseEndpoint(text);
      if (!endpoint.ok) return err(unusable(endpoint.error));
      const check = await checkFor(provider);
      return ok(await check(reach(endpoint.value)));
    },
  };
};
