import { wholeEventsFetch } from "./event-bytes.ts";
import { wordsOf } from "./http-failure.ts";
import { type BytesClient, postBytes } from "./post-bytes.ts";
import type { RequestEncoder } from "./request-encoder.ts";
import type { ApiProblem, LoadedWire } from "./stream-answer.ts";

/** What the SDK tells of an error. */
export interface OpenAiError {
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
  readonly error?: unknown;
  readonly headers?: Headers | undefined;
}

/** One of the two APIs that the openai SDK talks to. */
export interface OpenAiApi {
  readonly baseUrl: string;
  readonly path: "/chat/completions" | "/responses";
  readonly encoder: RequestEncoder;
  readonly codeOf: (error: OpenAiError) => unknown;
  /** The status that a code means which came as the first thing in a stream; undefined for one that nobody here knows. */
  readonly statusOf: (code: unknown) => number | undefined;
}

/** Some gateways send the number itself as the error's code inside a stream. */
export const statusFromNumber = (code: unknown): number | undefined => {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
};

const problemFrom = ({ codeOf, statusOf }: OpenAiApi, error: OpenAiError, began: boolean): ApiProblem => {
  const code = codeOf(error);
  return {
    status: error.status ?? (began ? undefined : statusOf(code)),
    message: wordsOf(error.error) ?? error.message,
    code: typeof code === "string" ? code : "",
    headers: error.headers,
    ...(typeof error.param === "string" ? { parameter: error.param } : {}),
  };
};

/** Loads the openai SDK. No retries of its own. */
export const loadOpenAi = async (api: OpenAiApi): Promise<LoadedWire> => {
  const { OpenAI, APIError } = await import("openai");
  return {
    open: async (request, fetch, signal) => {
      const client: BytesClient = new OpenAI({
        // The net gate puts the real key on the request, for its own origin only.
        apiKey: "held-by-the-net-gate",
        baseURL: api.baseUrl,
        dangerouslyAllowBrowser: true,
        maxRetries: 0,
        logLevel: "off",
        timeout: 24 * 60 * 60 * 1_000,
        fetch: wholeEventsFetch(fetch),
      });
      return api.encoder.send(request, signal, (bytes) => postBytes(client, api.path, bytes, signal));
    },
    readError: (cause, began) => (cause instanceof APIError ? problemFrom(api, cause, began) : undefined),
  };
};
