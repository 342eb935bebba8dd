import { messageId } from "../../../kernel/base/ids.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { Provider } from "../../../kernel/contracts/provider.ts";
import { takesAnswerFormat } from "../../../kernel/model/endpoint-presets.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { wordsOf } from "../http-failure.ts";
import { type BytesClient, postBytes } from "../post-bytes.ts";
import { createRefusedBlocks, type RefusedBlocks } from "../refused-blocks.ts";
import { createRefusals, type Refusals } from "../refused-settings.ts";
import { createRequestEncoder } from "../request-encoder.ts";
import { type ApiProblem, streamAnswer, type Wire } from "../stream-answer.ts";
import { apiUrl } from "./address.ts";
import { createEventDecoder } from "./decode.ts";
import { providerName } from "./replayed-block.ts";
import { messagesFormat } from "./request.ts";
import { sentParts } from "./settings.ts";

export interface AnthropicDeps extends EndpointDeps, RandomDep {}

/**
 * Seen 2026: "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.",
 * "`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.",
 * "messages.2.content.1.thinking.signature: Field required", "messages.1.content.0: Input tag 'container_upload' found using 'type'
 * does not match any of the expected tags", "`web_search` tool use with id `srvtoolu_01` was found without a corresponding
 * `web_search_tool_result` block".
 */
const refusedBlock =
  /thinking.*(signature|cannot be modified|bound to)|signature.*thinking|input tag .* found using|srvtoolu_|server_tool_use|_tool_result`? block/iu;

/** Anthropic Messages, through the Anthropic SDK, which is loaded at the first call. No retries of its own. */
export const createAnthropicProvider = (deps: AnthropicDeps): Provider => {
  const refusals = createRefusals(sentParts, takesAnswerFormat("anthropic", deps.baseUrl) ? [] : ["answer-format"]);
  const blocks = createRefusedBlocks(providerName, refusedBlock);
  const wire = messagesWire(deps, refusals, blocks);
  return { stream: (request, signal) => streamAnswer(deps, wire, blocks.without(refusals.without(request)), signal) };
};

const messagesWire = ({ baseUrl, random, readContent }: AnthropicDeps, refusals: Refusals, blocks: RefusedBlocks): Wire => {
  const encoder = createRequestEncoder(messagesFormat, readContent);
  return {
    probeUrl: apiUrl(baseUrl, "models"),
    createDecoder: ({ model }) => createEventDecoder(model, () => messageId(random.id("message"))),
    insteadOf: (request, failure, problem) =>
      blocks.insteadOf(request, failure, problem) ?? refusals.insteadOf(request, failure, problem),
    load: async () => {
      // The client without its resources is a third of the whole SDK, and a request of our own needs no resource.
      const { BaseAnthropic, APIError } = await import("@anthropic-ai/sdk");
      return {
        open: async (request, fetch, signal) => {
          const client: BytesClient = new BaseAnthropic({
            // The net gate puts the real key on the request, for its own origin only.
            apiKey: "held-by-the-net-gate",
            baseURL: baseUrl,
            // In a worker the SDK does not ask for this, but only with it does it send the header that the API asks of browsers.
            dangerouslyAllowBrowser: true,
            maxRetries: 0,
            logLevel: "off",
            openTelemetry: false,
            timeout: 24 * 60 * 60 * 1_000,
            fetch,
          });
          return encoder.send(request, signal, (bytes) => postBytes(client, apiUrl(baseUrl, "messages"), bytes, signal));
        },
        readError: (cause, began) => (cause instanceof APIError ? problemFrom(cause, began) : undefined),
      };
    },
  };
};

/** The status that an error has when it comes before the stream; as its first event it means the same. */
const statusByType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

const problemFrom = (
  error: {
    readonly status?: number | undefined;
    readonly message: string;
    readonly type?: unknown;
    readonly errorCode?: unknown;
    readonly error?: unknown;
    readonly headers?: Headers | undefined;
  },
  began: boolean,
): ApiProblem => {
  const type = typeof error.type === "string" ? error.type : "";
  const code = typeof error.errorCode === "string" ? error.errorCode : "";
  const early = !began && Object.hasOwn(statusByType, type) ? statusByType[type] : undefined;
  return {
    status: error.status ?? early,
    message: wordsOf(error.error) ?? error.message,
    code: `${type} ${code}`.trim(),
    headers: error.headers,
  };
};
