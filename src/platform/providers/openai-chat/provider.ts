import type { Provider } from "../../../kernel/contracts/provider.ts";
import type { RandomDep } from "../../../kernel/random.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { wholeEventsFetch } from "../event-bytes.ts";
import { wordsOf } from "../http-failure.ts";
import { type BytesClient, postBytes } from "../post-bytes.ts";
import { createRefusedBlocks, type RefusedBlocks } from "../refused-blocks.ts";
import { createRefusals, type Refusals } from "../refused-settings.ts";
import { createRequestEncoder } from "../request-encoder.ts";
import { type ApiProblem, streamAnswer, type Wire } from "../stream-answer.ts";
import { createChunkDecoder } from "./decode.ts";
import { type ChatDialect, dialectOf } from "./dialect.ts";
import { providerName } from "./replayed-answer.ts";
import { chatFormat } from "./request.ts";
import { sentParts } from "./settings.ts";

export interface OpenAiChatDeps extends EndpointDeps, RandomDep {}

/**
 * What gateways pass on from the providers behind them. Seen 2026: "Thought signature is not valid." (Gemini), "messages.1.content.0:
 * Invalid `signature` in `thinking` block", "The encrypted content for item rs_1 could not be verified.".
 */
const refusedAnswer =
  /thought.?signature.*(not valid|invalid)|thinking.*(signature|cannot be modified|bound to)|signature.*thinking|encrypted.content.*(verif|decrypt|pars|match)/iu;

/** OpenAI-compatible Chat Completions, through the openai SDK, which is loaded at the first call. No retries of its own. */
export const createOpenAiChatProvider = (deps: OpenAiChatDeps): Provider => {
  const dialect = dialectOf(deps.baseUrl);
  const refusals = createRefusals((request) => sentParts(request, dialect));
  const blocks = createRefusedBlocks(providerName, refusedAnswer);
  const wire = chatWire(deps, dialect, refusals, blocks);
  return { stream: (request, signal) => streamAnswer(deps, wire, blocks.without(refusals.without(request)), signal) };
};

const chatWire = (
  { baseUrl, readContent }: OpenAiChatDeps,
  dialect: ChatDialect,
  refusals: Refusals,
  blocks: RefusedBlocks,
): Wire => {
  const encoder = createRequestEncoder(chatFormat(dialect), readContent);
  return {
    probeUrl: `${baseUrl}/models`,
    createDecoder: ({ model }) => createChunkDecoder(model),
    insteadOf: (request, failure, problem) =>
      blocks.insteadOf(request, failure, problem) ?? refusals.insteadOf(request, failure, problem),
    load: async () => {
      const { OpenAI, APIError } = await import("openai");
      return {
        open: async (request, fetch, signal) => {
          const client: BytesClient = new OpenAI({
            // The net gate puts the real key on the request, for its own origin only.
            apiKey: "held-by-the-net-gate",
            baseURL: baseUrl,
            dangerouslyAllowBrowser: true,
            maxRetries: 0,
            logLevel: "off",
            timeout: 24 * 60 * 60 * 1_000,
            fetch: wholeEventsFetch(fetch),
          });
          return encoder.send(request, signal, (bytes) => postBytes(client, "/chat/completions", bytes, signal));
        },
        readError: (cause, began) => (cause instanceof APIError ? problemFrom(cause, began) : undefined),
      };
    },
  };
};

/** A status that came as the error's code inside a stream, as OpenRouter sends it; before the answer began it means the same. */
const statusFromCode = (code: unknown): number | undefined => {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
};

const problemFrom = (
  error: {
    readonly status?: number | undefined;
    readonly message: string;
    readonly code?: unknown;
    readonly param?: unknown;
    readonly error?: unknown;
    readonly headers?: Headers | undefined;
  },
  began: boolean,
): ApiProblem => ({
  status: error.status ?? (began ? undefined : statusFromCode(error.code)),
  message: wordsOf(error.error) ?? error.message,
  code: typeof error.code === "string" ? error.code : "",
  headers: error.headers,
  ...(typeof error.param === "string" ? { parameter: error.param } : {}),
});
