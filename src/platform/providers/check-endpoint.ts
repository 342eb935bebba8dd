import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject } from "../../kernel/base/json.ts";
import type { ConnectionVerdict } from "../../kernel/rules/inspection.ts";
import { type NamedCause, nameAnswer, nameSilence } from "./causes/name-cause.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { excerptOf } from "./excerpt.ts";
import { failureFromWrongFormat, wordsOf } from "./http-failure.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Where an endpoint lists its models, and the headers that its wire asks for; the key is the fetch's to add. */
export interface ModelList {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const checkMs = 15_000;
const maxModels = 2_000;

/** Model names as endpoints list them: `data[].id`, or a bare array, or Ollama's `models[].name`. */
const modelNames = (body: unknown): readonly string[] => {
  const list = isJsonObject(body) ? (body.data ?? body.models) : body;
  if (!Array.isArray(list)) return [];
  const names = list.slice(0, maxModels).flatMap((item) => {
    const name = isJsonObject(item) ? (item.id ?? item.name) : item;
    return typeof name === "string" && name !== "" && name.length <= 200 ? [name] : [];
  });
  return [...new Set(names)].sort();
};

const errorMessage = (body: string): string => {
  try {
    return wordsOf(JSON.parse(body)) ?? excerptOf(body);
  } catch (cause) {
    if (cause instanceof SyntaxError) return excerptOf(body);
    throw cause;
  }
};

const timedOut = (origin: string): Failure => ({
  type: "timed-out",
  message: `${origin} did not answer within ${checkMs / 1_000} s, so nothing was changed. Check the address, then try again.`,
});

const worksWith = (models: readonly string[]): ConnectionVerdict => {
  const count = `${models.length} ${models.length === 1 ? "model" : "models"}`;
  const sentence =
    models.length === 0 ? "It answers, but lists no models. Type the model's name." : `It answers and offers ${count}.`;
  return { type: "works", models, sentence };
};

/** Asks the endpoint for its models: the cheapest request that needs the key. Names what is wrong, in words to act on. */
export const checkEndpoint = async (deps: EndpointDeps, { url, headers }: ModelList): Promise<ConnectionVerdict> => {
  const { clock, hasKey, origin, scrub } = deps;
  const limit = new AbortController();
  const cancel = clock.after(checkMs, () => limit.abort());
  const fails = (failure: Failure): ConnectionVerdict => ({
    type: "fails",
    failure: { ...failure, message: scrub(failure.message) },
  });
  const guided = ({ failure, guide }: NamedCause): ConnectionVerdict => ({
    type: "fails",
    failure: { ...failure, message: scrub(failure.message) },
    guide,
  });
  try {
    const response = await deps.fetch(url, { headers, signal: limit.signal });
    const body = scrub(await response.text());
    if (!response.ok) {
      const asked = retryAfterMs(response.headers, clock.now());
      const wait = asked === undefined ? {} : { retryAfterMs: asked };
      const answered = { origin, hasKey: hasKey(), status: response.status, message: errorMessage(body), code: "", ...wait };
      return guided(nameAnswer(answered));
    }
    const type = response.headers.get("content-type") ?? "";
    return type.includes("json") ? worksWith(modelNames(JSON.parse(body))) : fails(failureFromWrongFormat(type, body, origin));
  } catch (cause) {
    if (limit.signal.aborted) return fails(timedOut(origin));
    if (cause instanceof Error && cause.name === "NetGateError") return fails({ type: "network", message: cause.message });
    if (cause instanceof SyntaxError) return fails(failureFromWrongFormat("broken JSON", "", origin));
    return guided(nameSilence({ origin, hasKey: hasKey(), found: await deps.explore(url) }));
  } finally {
    cancel();
  }
};
