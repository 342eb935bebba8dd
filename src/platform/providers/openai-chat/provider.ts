import type { Clock, ClockDep } from "../../../kernel/clock.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { abortedFailure, type Failure, unexpectedFailure } from "../../../kernel/failure.ts";
import { messageId } from "../../../kernel/ids.ts";
import { isJsonObject } from "../../../kernel/json.ts";
import type { RandomDep } from "../../../kernel/random.ts";
import { maxSilenceMs, SilenceError, streamingFetch, WrongFormatError } from "./connection.ts";
import { AnswerTooLongError, type ChunkDecoder, createChunkDecoder } from "./decode.ts";
import {
  connectionLost,
  failureFromHttp,
  failureFromNetwork,
  failureFromStreamError,
  failureFromWrongFormat,
  silentStream,
} from "./failure.ts";
import { requestBody } from "./request.ts";

export interface OpenAiChatDeps extends ClockDep, RandomDep {
  /** A fetch that reaches the endpoint's origin only and adds its key. */
  readonly fetch: typeof fetch;
  readonly origin: string;
  readonly baseUrl: string;
  /** Whether anything answers at a URL, to explain a refusal by the browser. */
  readonly answers: (url: string, signal: AbortSignal) => Promise<boolean>;
  /** Removes keys from a server's words. */
  readonly scrub: (text: string) => string;
}

type Sdk = typeof import("openai");

/** The body goes through the SDK as we made it; its own type knows only its own fields. */
interface ChatClient {
  post(path: string, options: { body: unknown; stream: true; signal: AbortSignal }): PromiseLike<AsyncIterable<unknown>>;
}

const probeMs = 3_000;

/** OpenAI-compatible Chat Completions, through the openai SDK, which is loaded at the first call. No retries of its own. */
export const createOpenAiChatProvider = (deps: OpenAiChatDeps): Provider => ({
  stream: (request, signal) => streamChat(deps, request, signal),
});

async function* streamChat(
  deps: OpenAiChatDeps,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void> {
  const decoder = createChunkDecoder();
  const connection = new AbortController();
  const stop = (): void => connection.abort(new DOMException("stopped", "AbortError"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    yield { type: "attempt-started", messageId: messageId(deps.random.id("message")) };
    if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: decoder.usage() };
    const sdk = await import("openai");
    try {
      const chunks = await connect(deps, sdk, request, connection.signal);
      for await (const chunk of chunks) for (const event of decoder.push(chunk)) yield event;
    } catch (cause) {
      return yield await failed(deps, sdk, decoder, cause, signal);
    }
    if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: decoder.usage() };
    for (const event of decoder.end()) yield event;
  } catch (cause) {
    yield { type: "failed", failure: unexpectedFailure(cause, "Loading the connection to the model"), usage: decoder.usage() };
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

const connect = (
  deps: OpenAiChatDeps,
  sdk: Sdk,
  request: ModelRequest,
  signal: AbortSignal,
): PromiseLike<AsyncIterable<unknown>> => {
  const client: ChatClient = new sdk.OpenAI({
    // The net gate puts the real key on the request, for its own origin only.
    apiKey: "held-by-the-net-gate",
    baseURL: deps.baseUrl,
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    logLevel: "off",
    timeout: 24 * 60 * 60 * 1_000,
    fetch: streamingFetch(deps.fetch, deps.clock, signal),
  });
  const body = requestBody(request, new URL(deps.baseUrl).hostname === "api.openai.com");
  return client.post("/chat/completions", { body, stream: true, signal });
};

const failed = async (
  deps: OpenAiChatDeps,
  sdk: Sdk,
  decoder: ChunkDecoder,
  thrown: unknown,
  signal: AbortSignal,
): Promise<ProviderEvent> => {
  const failure = signal.aborted ? abortedFailure : await failureFromThrown(deps, sdk, rootCause(thrown));
  return { type: "failed", failure: scrubbed(failure, deps.scrub), usage: decoder.usage() };
};

/** The SDK wraps what its fetch threw. */
const rootCause = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootCause(thrown.cause) : thrown;

const failureFromThrown = async (deps: OpenAiChatDeps, sdk: Sdk, cause: unknown): Promise<Failure> => {
  const { origin, clock } = deps;
  if (cause instanceof WrongFormatError) return failureFromWrongFormat(cause.contentType, cause.body, origin);
  if (cause instanceof SilenceError) return silentStream(origin, maxSilenceMs / 1_000);
  if (cause instanceof AnswerTooLongError) return tooLong;
  if (cause instanceof SyntaxError) return malformed(origin);
  if (cause instanceof sdk.APIError) return failureFromApiError(cause, origin, clock);
  if (cause instanceof Error && cause.name === "NetGateError")
    return { type: "network", message: `${cause.message} Nothing was run. Check the base URL in Settings.` };
  if (!isNetworkError(cause)) return unexpectedFailure(cause, "The request to the model");
  // A stream that had begun cannot be a refusal by the browser.
  if (cause.message.includes("network error") || cause.message.includes("terminated")) return connectionLost(origin);
  const limit = new AbortController();
  const cancel = clock.after(probeMs, () => limit.abort());
  const answers = await deps.answers(deps.baseUrl, limit.signal);
  cancel();
  return failureFromNetwork(origin, answers);
};

/** Browsers throw a TypeError; Node's fetch adds system errors with a code. */
const isNetworkError = (cause: unknown): cause is Error =>
  cause instanceof TypeError || (cause instanceof Error && "code" in cause);

const tooLong: Failure = {
  type: "wire",
  message:
    "The answer passed the app's limit of 32 million characters and was cut off. The text so far is kept, and no tool of it was run.",
};

const malformed = (origin: string): Failure => ({
  type: "wire",
  message: `${origin} sent a line that is not valid JSON, so the answer was cut off there. The text so far is kept, and no tool of it was run. Try again.`,
});

const failureFromApiError = (
  error: {
    readonly status?: number | undefined;
    readonly message: string;
    readonly code?: unknown;
    readonly error?: unknown;
    readonly headers?: Headers | undefined;
  },
  origin: string,
  clock: Clock,
): Failure => {
  const said = isJsonObject(error.error) && typeof error.error.message === "string" ? error.error.message : error.message;
  const code = typeof error.code === "string" ? error.code : "";
  if (error.status === undefined) return failureFromStreamError(said, code, origin);
  const problem = { status: error.status, message: said, code, retryAfter: error.headers?.get("retry-after") ?? null };
  return failureFromHttp(problem, origin, clock.now());
};

const scrubbed = (failure: Failure, scrub: (text: string) => string): Failure => ({
  ...failure,
  message: scrub(failure.message),
  ...("excerpt" in failure && failure.excerpt !== undefined ? { excerpt: scrub(failure.excerpt) } : {}),
});
