import type { Failure } from "../../kernel/base/failure.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { AskedRequest, OptionalPart } from "./asked-request.ts";
import type { ApiProblem, Replacement } from "./stream-answer.ts";

interface NamedPart {
  /** For people. */
  readonly name: string;
  /** The parameter, or the words of a refusal. */
  readonly words: RegExp;
}

/**
 * Seen 2026: "Unsupported parameter: 'temperature' is not supported with this model.", "Unsupported value: 'temperature' does not
 * support 0.2 with this model. Only the default (1) value is supported.", "Unsupported parameter: 'max_tokens' is not supported with
 * this model. Use 'max_completion_tokens' instead.", "Unrecognized request argument supplied: reasoning_effort", "This model does
 * not support the effort parameter.", "output_config: Extra inputs are not permitted", "adaptive thinking is not supported on this
 * model", "`temperature` is deprecated for this model.", "Your organization must be verified to generate reasoning summaries.",
 * "Encrypted content is not supported with this model.", "Invalid parameter: 'response_format' of type 'json_schema' is not supported
 * with this model.", "This response_format type is unavailable now", "output_config.format: Extra inputs are not permitted"
 */
const parts: Readonly<Record<OptionalPart, NamedPart>> = {
  effort: { name: "the effort", words: /reasoning[_ ]effort|output_config(?!\.format)|\beffort\b/iu },
  temperature: { name: "the temperature", words: /temperature/iu },
  "stop-sequences": { name: "the stop sequences", words: /stop_sequences|\bstop\b/iu },
  "prompt-caching": { name: "the marks for prompt caching", words: /cache_control|prompt[_ ]?cach/iu },
  thinking: {
    name: "the wish to see its thinking",
    words: /adaptive|\bthinking(\.type|\.display|: | is not| not supported)|reasoning\.summary|reasoning summar/iu,
  },
  "encrypted-thinking": {
    name: "the wish for its encrypted thinking",
    words: /encrypted[_ ]content is not supported|\binclude\b/iu,
  },
  "answer-format": {
    name: "the form of the answer as a field of the request",
    words: /response_format|text\.format|output_(config|format)|json_schema|structured[_ ]outputs?/iu,
  },
  usage: { name: "the wish for a count of tokens", words: /stream_options|include_usage/iu },
  "max-tokens-name": { name: "the older name of the limit of length", words: /\bmax_tokens\b.*max_completion_tokens/iu },
};

/** Remembers, for as long as a provider lives, what each model refused. */
export interface Refusals {
  /** The request without what its model is known to refuse. */
  readonly without: (request: ModelRequest) => AskedRequest;
  /** The request without what this problem names, which is remembered; undefined where it names nothing that was sent. */
  readonly insteadOf: (request: AskedRequest, failure: Failure, problem: ApiProblem | undefined) => Replacement | undefined;
}

const namesPart = (part: OptionalPart, failure: Failure, problem: ApiProblem | undefined): boolean =>
  parts[part].words.test(`${problem?.parameter ?? ""} ${problem?.message ?? failure.message}`);

/**
 * `sentParts` says what of the optional parts a wire sends for a request; `never`: what no model of this server is sent.
 */
export const createRefusals = (
  sentParts: (request: AskedRequest) => readonly OptionalPart[],
  never: readonly OptionalPart[] = [],
): Refusals => {
  const refused = new Map<string, ReadonlySet<OptionalPart>>();
  const leftOutFirst = never.length === 0 ? undefined : new Set(never);
  return {
    without: (request) => {
      const leftOut = refused.get(request.model) ?? leftOutFirst;
      return leftOut === undefined ? request : { ...request, leftOut };
    },
    insteadOf: (request, failure, problem) => {
      if (failure.type !== "bad-request") return undefined;
      const named = sentParts(request).filter((part) => namesPart(part, failure, problem));
      if (named.length === 0) return undefined;
      const leftOut = new Set([...(request.leftOut ?? []), ...named]);
      refused.set(request.model, leftOut);
      const reason: Failure = {
        type: "bad-request",
        status: failure.status,
        message: `${request.model} does not take ${named.map((part) => parts[part].name).join(" and ")}. Nothing was run; the model is asked again without, for the rest of this run too. ${failure.message}`,
      };
      return { request: { ...request, leftOut }, reason };
    },
  };
};
