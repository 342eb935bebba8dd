import { abortedFailure, type Failure, scrubbedFailure } from "../../../kernel/base/failure.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { textOf } from "../../../kernel/conversation/message.ts";
import { noUsage, tokenCount, type Usage } from "../../../kernel/model/usage.ts";
import { nameAnswer, nameSilence } from "../causes/name-cause.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { excerptOf } from "../excerpt.ts";
import { failureFromWrongFormat, wordsOf } from "../http-failure.ts";
import { retryAfterMs } from "../retry-after.ts";

/** Whose block of an answer holds the vectors. */
export const embeddingsBlock = "embeddings";

export interface EmbeddingsDeps extends EndpointDeps, RandomDep {}

const wire = (message: string): Failure => ({ type: "wire", message });

const numbersOf = (value: JsonValue | undefined): readonly number[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number" && Number.isFinite(one))
    ? (value as readonly number[])
    : undefined;

/** The vectors in the order of the texts, whatever order the server tells them in. All have one length. */
const vectorsIn = (body: JsonValue, count: number, origin: string): Result<readonly (readonly number[])[], Failure> => {
  const data = isJsonObject(body) && Array.isArray(body.data) ? body.data : [];
  const vectors: (readonly number[] | undefined)[] = Array.from({ length: count });
  for (const [place, one] of data.entries()) {
    if (!isJsonObject(one)) continue;
    const index = typeof one.index === "number" ? one.index : place;
    if (Number.isInteger(index) && index >= 0 && index < count) vectors[index] = numbersOf(one.embedding);
  }
  const found = vectors.filter((vector) => vector !== undefined);
  if (found.length !== count)
    return err(wire(`${origin} gave vectors for ${found.length} of ${count} texts. None of them is used.`));
  const lengths = [...new Set(found.map(({ length }) => length))];
  return lengths.length > 1
    ? err(wire(`${origin} gave vectors of ${lengths.join(" and ")} dimensions in one answer. None of them is used.`))
    : ok(found);
};

const usageIn = (body: JsonValue): Usage => {
  const told = isJsonObject(body) && isJsonObject(body.usage) ? body.usage : {};
  return { ...noUsage, inputTokens: tokenCount(told.prompt_tokens ?? told.total_tokens) };
};

const parsed = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
};

type Answer = { readonly vectors: readonly (readonly number[])[]; readonly usage: Usage };

const ask = async (deps: EmbeddingsDeps, request: ModelRequest, signal: AbortSignal): Promise<Result<Answer, Failure>> => {
  const { baseUrl, clock, hasKey, origin } = deps;
  const input = request.messages.map(textOf);
  const response = await deps.fetch(`${baseUrl}/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: request.model, input, encoding_format: "float" }),
    signal,
  });
  const text = await response.text();
  if (!response.ok) {
    const asked = retryAfterMs(response.headers, clock.now());
    const wait = asked === undefined ? {} : { retryAfterMs: asked };
    const message = wordsOf(parsed(text)) ?? excerptOf(text);
    return err(nameAnswer({ origin, hasKey: hasKey(), status: response.status, message, code: "", ...wait }).failure);
  }
  const body = parsed(text);
  if (body === undefined) return err(failureFromWrongFormat(response.headers.get("content-type") ?? "", text, origin));
  const vectors = vectorsIn(body, input.length, origin);
  return vectors.ok ? ok({ vectors: vectors.value, usage: usageIn(body) }) : vectors;
};

const failureOf = async (deps: EmbeddingsDeps, cause: unknown, signal: AbortSignal): Promise<Failure> => {
  if (signal.aborted) return abortedFailure;
  if (cause instanceof Error && cause.name === "NetGateError") return { type: "network", message: cause.message };
  const { explore, hasKey, origin } = deps;
  return nameSilence({ origin, hasKey: hasKey(), found: await explore(`${deps.baseUrl}/models`) }).failure;
};

/**
 * The vectors of texts, as a model call: each message is a text, and the answer is one block with their vectors in that order. So
 * caps, retries and breakers stand before it as before every other model. No retries of its own.
 */
export const createEmbeddingsProvider = (deps: EmbeddingsDeps): Provider => ({
  stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
    yield { type: "attempt-started", messageId: messageId(deps.random.id("message")) };
    let answer: Result<Answer, Failure>;
    try {
      answer = await ask(deps, request, signal);
    } catch (cause) {
      answer = err(await failureOf(deps, cause, signal));
    }
    if (!answer.ok) return void (yield { type: "failed", failure: scrubbedFailure(answer.error, deps.scrub), usage: noUsage });
    yield { type: "block", provider: embeddingsBlock, value: answer.value.vectors };
    yield { type: "finished", reason: { type: "end-turn" }, usage: answer.value.usage };
  },
});
