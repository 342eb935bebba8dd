import type { Failure } from "../../kernel/base/failure.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { Memory } from "../../kernel/memory/memory.ts";
import type { EmbeddingChoice } from "../../kernel/model/embedding.ts";
import { hybridSearch, type TextSearch } from "./hybrid-search.ts";
import { createTermSearch, vectorSearch } from "./vector-search.ts";

/** Gives vectors of texts; undefined where no model is chosen for it. What failed is told by who gives them. */
export type VectorsOf = (
  texts: readonly string[],
) => Promise<
  Result<{ readonly engine: EmbeddingChoice; readonly vectors: readonly (ArrayLike<number> | undefined)[] }, Failure> | undefined
>;

/** What an item is found by. */
export const searchedText = ({ tags, text }: Pick<Memory, "tags" | "text">): string => [text, ...tags].join(" ");

/** Asking for vectors of more than this takes longer than somebody should wait; the others count by their words. */
const maxItems = 2_000;

/** Who compared the texts: a model by its name, or `words`. */
export interface Meaning {
  readonly search: TextSearch;
  readonly engine: string;
}

const byTerms = (items: readonly Memory[]): TextSearch => {
  const terms = createTermSearch();
  for (const item of items) terms.add(item.memoryId, searchedText(item));
  return terms;
};

const byModel = async (
  items: readonly Memory[],
  query: string,
  vectorsOf: VectorsOf,
): Promise<{ readonly search: TextSearch; readonly engine: string } | undefined> => {
  const near = items.slice(0, maxItems);
  const embedded = await vectorsOf([query, ...near.map(searchedText)]);
  if (embedded === undefined || !embedded.ok) return undefined;
  const [asked, ...vectors] = embedded.value.vectors;
  if (asked === undefined) return undefined;
  const known = new Map(near.flatMap(({ memoryId }, place) => (vectors[place] ? [[memoryId, vectors[place]] as const] : [])));
  const search = vectorSearch(known, asked);
  return typeof search === "string" ? undefined : { search, engine: embedded.value.engine.model };
};

/**
 * A search by words and by vectors: those of the model that the person chose, else term vectors, which are made here. `words`: over
 * the same items, by id. `terms`: term vectors over them, where somebody keeps some.
 */
export const searchByMeaning = async (
  words: TextSearch,
  items: readonly Memory[],
  query: string,
  { terms, vectorsOf }: { readonly vectorsOf?: VectorsOf; readonly terms?: TextSearch },
): Promise<Meaning> => {
  const model = vectorsOf === undefined || query.trim() === "" ? undefined : await byModel(items, query, vectorsOf);
  return {
    search: hybridSearch(words, model?.search ?? terms ?? byTerms(items)),
    engine: model?.engine ?? "words",
  };
};
