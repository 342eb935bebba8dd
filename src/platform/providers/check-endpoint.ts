import type { Failure } from "../../kernel/failure.ts";
import type { ConnectionVerdict } from "../../kernel/inspection.ts";
import { isJsonObject } from "../../kernel/json.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { excerptOf, failureFromHttp, failureFromNetwork, failureFromWrongFormat, wordsOf } from "./http-failure.ts";

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

/** Asks the endpoint for its models: the cheapest request that needs the key. Names what is wrong, in words to act on. */
export const checkEndpoint = async (deps: EndpointDeps, { url, headers }: ModelList): Promise<ConnectionVerdict> => {
  const { origin, clock } = deps;
  const limit = new AbortController();
  const cancel = clock.after(checkMs, () => limit.abort());
  const fails = (failure: Failure): ConnectionVerdict => ({
    type: "fails",
    failure: { ...failure, message: deps.scrub(failure.message) },
  });
  try {
    const response = await deps.fetch(url, { headers, signal: limit.signal });
    const body = deps.scrub(await response.text());
    if (!response.ok) {
      const retryAfter = response.headers.get("retry-after");
      return fails(
        failureFromHttp({ status: response.status, message: errorMessage(body), code: "", retryAfter }, origin, clock.now()),
      );
    }
    const type = response.headers.get("content-type") ?? "";
    if (!type.includes("json")) return fails(failureFromWrongFormat(type, body, origin));
    const models = modelNames(JSON.parse(body));
    const sentence =
      models.length === 0
        ? "It answers, but lists no models. Type the model's name."
        : `It answers and offers ${models.length} ${models.length === 1 ? "model" : "models"}.`;
    return { type: "works", models, sentence };
  } catch (cause) {
    if (limit.signal.aborted)
      return fails({
        type: "timed-out",
        message: `${origin} did not answer within 15 s. Nothing was changed. Check the address, then try again.`,
      });
    if (cause instanceof Error && cause.name === "NetGateError") return fails({ type: "network", message: cause.message });
    if (cause instanceof SyntaxError) return fails(failureFromWrongFormat("broken JSON", "", origin));
    const probe = new AbortController();
    const stopProbe = clock.after(3_000, () => probe.abort());
    const answers = await deps.answers(url, probe.signal);
    stopProbe();
    return fails(failureFromNetwork(origin, answers));
  } finally {
    cancel();
  }
};
