import type { JsonObject } from "../../../kernel/base/json.ts";
import { effortFor, modelTraits } from "../../../kernel/model/model-traits.ts";
import { formatField, openAiFormat } from "../answer-schema.ts";
import { type AskedRequest, asksWithout, type OptionalPart } from "../asked-request.ts";
import type { ChatDialect } from "./dialect.ts";

/** The settings of a request as the model takes them; what it is known not to take is not there. */
const settingsOf = (request: AskedRequest): JsonObject => {
  const { model, effort, temperature, stopSequences = [] } = request;
  const traits = modelTraits(model);
  const { temperatureUpTo = Number.POSITIVE_INFINITY, takesStopSequences = true } = traits;
  const level = effort === undefined || asksWithout(request, "effort") ? undefined : effortFor(traits, effort);
  const sendsTemperature = temperature !== undefined && temperatureUpTo > 0 && !asksWithout(request, "temperature");
  const sendsStop = stopSequences.length > 0 && takesStopSequences && !asksWithout(request, "stop-sequences");
  const format = formatField(request, openAiFormat);
  return {
    ...(level === undefined ? {} : { reasoning_effort: level }),
    ...(sendsTemperature ? { temperature: Math.min(temperature, temperatureUpTo) } : {}),
    ...(sendsStop ? { stop: stopSequences } : {}),
    ...(format === undefined ? {} : { response_format: { type: "json_schema", json_schema: format } }),
  };
};

/** Everything about a request that is not model, tools or messages. */
export const optionsOf = (request: AskedRequest, { maxTokensName }: ChatDialect): JsonObject => ({
  [asksWithout(request, "max-tokens-name") ? "max_completion_tokens" : maxTokensName]: request.maxOutputTokens,
  ...settingsOf(request),
  stream: true,
  ...(asksWithout(request, "usage") ? {} : { stream_options: { include_usage: true } }),
});

const partByField: Readonly<Record<string, OptionalPart>> = {
  max_tokens: "max-tokens-name",
  reasoning_effort: "effort",
  temperature: "temperature",
  stop: "stop-sequences",
  response_format: "answer-format",
  stream_options: "usage",
};

/** What of a request the server could refuse, and be asked without. */
export const sentParts = (request: AskedRequest, dialect: ChatDialect): readonly OptionalPart[] =>
  Object.keys(optionsOf(request, dialect)).flatMap((field) => partByField[field] ?? []);
