import type { JsonObject } from "../../../kernel/base/json.ts";
import type { Effort } from "../../../kernel/model/model-settings.ts";
import { effortFor, type ModelTraits, modelTraits } from "../../../kernel/model/model-traits.ts";
import { anthropicFormat, formatField } from "../answer-schema.ts";
import { type AskedRequest, asksWithout, type OptionalPart } from "../asked-request.ts";

/** Models that always think, and show nothing of it (nor of what they say between calls) unless they are asked to. Seen 2026-11. */
const alwaysThink = /(^|\/)claude-(opus-5-5|sonnet-5-5|fable-5|mythos-5)/u;
/** Models that think as much as the effort asks for, once they are told to think at all. */
const thinkWhenTold = /(^|\/)claude-(opus-4-[678]|sonnet-4-6|(opus|sonnet|haiku|fable|mythos)-5)/u;

/** The API has no lower level than "low". */
const wireEffort = (effort: Effort): Effort => (effort === "minimal" ? "low" : effort);

const effortOf = (request: AskedRequest, traits: ModelTraits): Effort | undefined => {
  if (request.effort === undefined || asksWithout(request, "effort")) return undefined;
  return effortFor(traits, wireEffort(request.effort));
};

const temperatureOf = (
  request: AskedRequest,
  { temperatureUpTo = Number.POSITIVE_INFINITY }: ModelTraits,
): number | undefined => {
  const { temperature } = request;
  if (temperature === undefined || temperatureUpTo === 0 || asksWithout(request, "temperature")) return undefined;
  return Math.min(temperature, temperatureUpTo);
};

/** The settings of a request as the model takes them; what it is known not to take is not there. */
export const settingsOf = (request: AskedRequest): JsonObject => {
  const { model, stopSequences = [] } = request;
  const traits = modelTraits(model);
  const effort = effortOf(request, traits);
  const temperature = temperatureOf(request, traits);
  const format = formatField(request, anthropicFormat);
  const output = { ...(effort === undefined ? {} : { effort }), ...(format === undefined ? {} : { format }) };
  const thinks = alwaysThink.test(model) || (thinkWhenTold.test(model) && effort !== undefined && temperature === undefined);
  return {
    ...(thinks && !asksWithout(request, "thinking") ? { thinking: { type: "adaptive", display: "summarized" } } : {}),
    ...(Object.keys(output).length === 0 ? {} : { output_config: output }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stopSequences.length === 0 || asksWithout(request, "stop-sequences") ? {} : { stop_sequences: stopSequences }),
  };
};

const partByField: Readonly<Record<string, OptionalPart>> = {
  thinking: "thinking",
  effort: "effort",
  format: "answer-format",
  temperature: "temperature",
  stop_sequences: "stop-sequences",
};

/** What of a request the model could refuse, and be asked without. */
export const sentParts = (request: AskedRequest): readonly OptionalPart[] => {
  const { output_config: output = {}, ...settings } = settingsOf(request);
  const parts = [...Object.keys(settings), ...Object.keys(output as JsonObject)].flatMap((field) => partByField[field] ?? []);
  return isCached(request) ? [...parts, "prompt-caching"] : parts;
};

/** Whether the request is marked for the provider's cache. */
export const isCached = (request: AskedRequest): boolean =>
  request.promptCaching !== "off" && !asksWithout(request, "prompt-caching");
