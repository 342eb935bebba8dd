import { err, ok, type Result } from "../base/result.ts";
import type { EmbeddingChoice } from "./embedding.ts";
import { parseEndpoint } from "./endpoint.ts";

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
