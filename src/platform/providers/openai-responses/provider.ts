import type { RandomDep } from "../../../kernel/base/random.ts";
import type { Provider } from "../../../kernel/contracts/provider.ts";
import { takesAnswerFormat } from "../../../kernel/model/endpoint-presets.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { loadOpenAi } from "../openai-client.ts";
import { createRefusedBlocks, type RefusedBlocks } from "../refused-blocks.ts";
import { createRefusals, type Refusals } from "../refused-settings.ts";
import { createRequestEncoder } from "../request-encoder.ts";
import { streamAnswer, type Wire } from "../stream-answer.ts";
import { createResponseDecoder } from "./decode.ts";
import { statusFromCode } from "./problem-codes.ts";
import { providerName } from "./replayed-item.ts";
import { responsesFormat } from "./request.ts";
import { sentParts } from "./settings.ts";

export interface OpenAiResponsesDeps extends EndpointDeps, RandomDep {}

/**
 * Seen 2026: "The encrypted content for item rs_1 could not be verified. Reason: Encrypted content could not be decrypted or
 * parsed.", "Encrypted content organization_id did not match the target organization.", "Item 'rs_1' of type 'reasoning' was
 * provided without its required following item.", "Item 'fc_1' of type 'function_call' was provided without its required
 * 'reasoning' item: 'rs_1'.", "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."
 */
const refusedReasoning =
  /invalid_encrypted_content|encrypted.content.*(verif|decrypt|pars|match)|type 'reasoning' was provided without|required 'reasoning' item|items are not persisted/iu;

/**
 * OpenAI's Responses API, through the openai SDK, which is loaded at the first call. Stateless: the server keeps nothing, and the
 * encrypted reasoning goes back with each request. No retries of its own.
 */
export const createOpenAiResponsesProvider = (deps: OpenAiResponsesDeps): Provider => {
  const never = takesAnswerFormat("openai-responses", deps.baseUrl) ? [] : (["answer-format"] as const);
  const refusals = createRefusals(sentParts, never);
  const blocks = createRefusedBlocks(providerName, refusedReasoning);
  const wire = responsesWire(deps, refusals, blocks);
  return { stream: (request, signal) => streamAnswer(deps, wire, blocks.without(refusals.without(request)), signal) };
};

const responsesWire = ({ baseUrl, readContent }: OpenAiResponsesDeps, refusals: Refusals, blocks: RefusedBlocks): Wire => {
  const encoder = createRequestEncoder(responsesFormat, readContent);
  return {
    probeUrl: `${baseUrl}/models`,
    createDecoder: ({ model }) => createResponseDecoder(model),
    insteadOf: (request, failure, problem) =>
      blocks.insteadOf(request, failure, problem) ?? refusals.insteadOf(request, failure, problem),
    explained: (failure) =>
      failure.type === "not-found"
        ? {
            ...failure,
            message: `${failure.message} Not every server has the Responses API: Chat Completions can be chosen there too.`,
          }
        : failure,
    load: () =>
      loadOpenAi({
        baseUrl,
        path: "/responses",
        encoder,
        codeOf: ({ code, type }) => code ?? type,
        statusOf: statusFromCode,
      }),
  };
};
