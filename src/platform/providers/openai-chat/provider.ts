import type { Provider } from "../../../kernel/contracts/provider.ts";
import type { RandomDep } from "../../../kernel/random.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { wordsOf } from "../http-failure.ts";
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
  probeUrl: `${baseUrl}/models`,
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
      readError: (cause, began) => (cause instanceof APIError ? problemFrom(cause, began) : undefined),
    };
  },
});

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
    readonly error?: unknown;
    readonly headers?: Headers | undefined;
  },
  began: boolean,
): ApiProblem => ({
  status: error.status ?? (began ? undefined : statusFromCode(error.code)),
  message: wordsOf(error.error) ?? error.message,
  code: typeof error.code === "string" ? error.code : "",
  headers: error.headers,
});
