import type { Cost } from "./cost.ts";
import { parseEndpoint } from "./endpoint.ts";
import type { Failure } from "./failure.ts";
import { isJsonObject, type JsonValue } from "./json.ts";
import type { RemoteChoice } from "./model.ts";
import { err, ok, type Result } from "./result.ts";
import type { Usage } from "./usage.ts";

/** A model that gives texts as vectors, on the OpenAI-compatible `/embeddings` of an address. */
export interface EmbeddingChoice {
  readonly baseUrl: string;
  readonly model: string;
}

/** Its price is found, and its key is held, as that of the models of the same address. */
export const modelOfEmbedding = ({ baseUrl, model }: EmbeddingChoice): RemoteChoice => ({
  provider: "openai-chat",
  baseUrl,
  model,
});

/**
 * Texts were given to a model for their vectors, or were to be. With `failure` there are none, and words alone were compared.
 * Texts whose vectors were kept are not in it, and cost nothing.
 */
export interface TextsEmbedded {
  readonly type: "texts-embedded";
  /** For what goes with a run, or because an agent asked. */
  readonly why: "recall" | "tool";
  readonly engine: EmbeddingChoice;
  readonly texts: number;
  /** Of each vector; absent where there are none. */
  readonly dimensions?: number;
  readonly failure?: Failure;
  readonly usage: Usage;
  readonly cost?: Cost;
  readonly durationMs: number;
}

/** Places whose `/embeddings` answers, with a model of theirs to begin with. Seen November 2026. */
export const embeddingPresets: readonly { readonly presetId: string; readonly model: string }[] = [
  { presetId: "openai", model: "text-embedding-3-small" },
  { presetId: "openrouter", model: "openai/text-embedding-3-small" },
  { presetId: "mistral", model: "mistral-embed" },
  { presetId: "together", model: "intfloat/multilingual-e5-large-instruct" },
  { presetId: "ollama", model: "nomic-embed-text" },
  { presetId: "lm-studio", model: "text-embedding-nomic-embed-text-v1.5" },
  { presetId: "llama-cpp", model: "default" },
];

const maxModelChars = 200;

/** A choice as it can be used; an error is a sentence. */
export const checkEmbeddingChoice = ({ baseUrl, model }: EmbeddingChoice): Result<EmbeddingChoice, string> => {
  const endpoint = parseEndpoint(baseUrl);
  if (!endpoint.ok) return endpoint;
  const name = model.trim();
  if (name === "" || name.length > maxModelChars)
    return err("Name the model that gives the vectors, such as text-embedding-3-small. Nothing was changed.");
  return ok({ baseUrl: endpoint.value.baseUrl, model: name });
};

/** What is stored; `null` for words alone, and for what cannot be read. */
export const embeddingChoiceFrom = (stored: JsonValue | undefined): EmbeddingChoice | null => {
  if (!isJsonObject(stored) || typeof stored.baseUrl !== "string" || typeof stored.model !== "string") return null;
  const checked = checkEmbeddingChoice({ baseUrl: stored.baseUrl, model: stored.model });
  return checked.ok ? checked.value : null;
};
