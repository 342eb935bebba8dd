import type { Failure } from "../base/failure.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";
import type { Cost } from "./cost.ts";
import type { RemoteChoice } from "./model.ts";
import type { Usage } from "./usage.ts";

/** A model that gives texts as vectors, on the OpenAI-compatible `/embeddings` of an address. */
export interface EmbeddingChoice {
  readonly baseUrl: string;
  readonly model: string;
}

/** How the keys of kept vectors begin. They can be made again, and outlive the texts that they are of, so no backup has them. */
export const vectorKeys = "vector/";

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

/** What is stored; `null` for words alone, and for what is no choice. */
export const embeddingChoiceFrom = (stored: JsonValue | undefined): EmbeddingChoice | null => {
  if (!isJsonObject(stored)) return null;
  const { baseUrl, model } = stored;
  return typeof baseUrl === "string" && typeof model === "string" ? { baseUrl, model } : null;
};
