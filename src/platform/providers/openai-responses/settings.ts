import type { JsonObject } from "../../../kernel/base/json.ts";
import { effortFor, type ModelTraits, modelTraits } from "../../../kernel/model/model-traits.ts";
import { formatField, openAiFormat } from "../answer-schema.ts";
import { type AskedRequest, asksWithout, type OptionalPart } from "../asked-request.ts";

/** Models that are known not to reason refuse every wish about reasoning. */
const mayThink = ({ efforts }: ModelTraits): boolean => efforts === undefined || efforts.length > 0;

const reasoningOf = (request: AskedRequest, traits: ModelTraits): JsonObject => {
  const level = request.effort === undefined || asksWithout(request, "effort") ? undefined : effortFor(traits, request.effort);
  return {
    ...(level === undefined ? {} : { effort: level }),
    ...(asksWithout(request, "thinking") ? {} : { summary: "auto" }),
  };
};

/** What the API takes at most; the conversation's first message has an id of its own, and ours are shorter. */
const maxCacheKey = 64;

/** Requests of one conversation share a key, so that they come to the server that has their beginning in its cache. */
const cacheKeyOf = (request: AskedRequest): string | undefined =>
  request.promptCaching === "off" || asksWithout(request, "prompt-caching")
    ? undefined
    : request.messages[0]?.messageId.slice(0, maxCacheKey);

/**
 * Everything about a request that is not model, tools or input. Nothing is kept on the server: the reasoning is asked for in
 * encrypted form and goes back with the next request. This API takes no stop sequences.
 */
export const optionsOf = (request: AskedRequest): JsonObject => {
  const { maxOutputTokens, model, temperature } = request;
  const traits = modelTraits(model);
  const { temperatureUpTo = Number.POSITIVE_INFINITY } = traits;
  const sendsTemperature = temperature !== undefined && temperatureUpTo > 0 && !asksWithout(request, "temperature");
  const reasoning = mayThink(traits) ? reasoningOf(request, traits) : {};
  const sendsInclude = mayThink(traits) && !asksWithout(request, "encrypted-thinking");
  const cacheKey = cacheKeyOf(request);
  const format = formatField(request, openAiFormat);
  return {
    max_output_tokens: maxOutputTokens,
    ...(sendsTemperature ? { temperature: Math.min(temperature, temperatureUpTo) } : {}),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(format === undefined ? {} : { text: { format: { type: "json_schema", ...format } } }),
    ...(sendsInclude ? { include: ["reasoning.encrypted_content"] } : {}),
    ...(cacheKey === undefined ? {} : { prompt_cache_key: cacheKey }),
    store: false,
    stream: true,
  };
};

const partByField: Readonly<Record<string, OptionalPart>> = {
  effort: "effort",
  summary: "thinking",
  temperature: "temperature",
  include: "encrypted-thinking",
  text: "answer-format",
  prompt_cache_key: "prompt-caching",
};

/** What of a request the server could refuse, and be asked without. */
export const sentParts = (request: AskedRequest): readonly OptionalPart[] => {
  const { reasoning = {}, ...options } = optionsOf(request);
  return [...Object.keys(options), ...Object.keys(reasoning as JsonObject)].flatMap((field) => partByField[field] ?? []);
};
