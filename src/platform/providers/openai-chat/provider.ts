import type { Provider } from "../../../kernel/contracts/provider.ts";
import { isJsonObject } from "../../../kernel/json.ts";
import type { RandomDep } from "../../../kernel/random.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { type ApiProblem, streamAnswer, type Wire } from "../stream-answer.ts";
import { createChunkDecoder } from "./decode.ts";
import { requestBody } from "./request.ts";

export interface OpenAiChatDeps extends EndpointDeps, RandomDep {}

/** The body goes through the SDK as we made it; its own type knows only its own fields. */
interface ChatClient {
  post(path: string, options: { body: unknown; stream: true; signal: AbortSignal }): PromiseLike<AsyncIterable<unknown>>;
}

/** OpenAI-compatible Chat Completions, through the openai SDK, which is loaded at the first call. No retries of its own. */
export const createOpenAiChatProvider = (deps: OpenAiChatDeps): Provider => {
  const wire = chatWire(deps.baseUrl);
  return { stream: (request, signal) => streamAnswer(deps, wire, request, signal) };
};

const chatWire = (baseUrl: string): Wire => ({
  createDecoder: createChunkDecoder,
  load: async () => {
    const { OpenAI, APIError } = await import("openai");
    return {
      open: (request, fetch, signal) => {
        const client: ChatClient = new OpenAI({
          // The net gate puts the real key on the request, for its own origin only.
          apiKey: "held-by-the-net-gate",
          baseURL: baseUrl,
          dangerouslyAllowBrowser: true,
          maxRetries: 0,
          logLevel: "off",
          timeout: 24 * 60 * 60 * 1_000,
          fetch,
        });
        const body = requestBody(request, new URL(baseUrl).hostname === "api.openai.com");
        return client.post("/chat/completions", { body, stream: true, signal });
      },
      readError: (cause) => (cause instanceof APIError ? problemFrom(cause) : undefined),
    };
  },
});

const problemFrom = (error: {
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: unknown;
  readonly error?: unknown;
  readonly headers?: Headers | undefined;
}): ApiProblem => ({
  status: error.status,
  message: isJsonObject(error.error) && typeof error.error.message === "string" ? error.error.message : error.message,
  code: typeof error.code === "string" ? error.code : "",
  retryAfter: error.headers?.get("retry-after") ?? null,
});
