import type { RandomDep } from "../../../kernel/base/random.ts";
import type { Provider } from "../../../kernel/contracts/provider.ts";
import { takesAnswerFormat } from "../../../kernel/model/endpoint-presets.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { loadOpenAi, statusFromNumber } from "../openai-client.ts";
import { createRefusedBlocks, type RefusedBlocks } from "../refused-blocks.ts";
import { createRefusals, type Refusals } from "../refused-settings.ts";
import { createRequestEncoder } from "../request-encoder.ts";
import { streamAnswer, type Wire } from "../stream-answer.ts";
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
  const never = takesAnswerFormat("openai-chat", deps.baseUrl) ? [] : (["answer-format"] as const);
  const refusals = createRefusals((request) => sentParts(request, dialect), never);
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
    load: () =>
      loadOpenAi({
        baseUrl,
        path: "/chat/completions",
        encoder,
        codeOf: ({ code }) => code,
        // OpenRouter sends the status so; before the answer began it means the same.
        statusOf: statusFromNumber,
      }),
  };
};
