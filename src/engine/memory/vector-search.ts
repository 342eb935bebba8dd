import type { TextSearch } from "./hybrid-search.ts";
import { createTermVectors, dotOf, type TermVector } from "./term-vectors.ts";
import type { TextHit, TextIndex } from "./text-index.ts";
import { createVectorIndex } from "./vector-index.ts";

const bestFirst = (hits: readonly TextHit[], limit: number): readonly TextHit[] =>
  hits
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || (one.key < other.key ? -1 : 1))
    .slice(0, Math.max(0, limit));

/**
 * Texts by the cosine of their term vectors to the query's: offline, and exact. What is removed is still counted in how rare a
 * word is until half of what came is gone.
 */
export const createTermSearch = (): Pick<TextIndex, "add" | "remove" | "search" | "size"> => {
  let terms = createTermVectors();
  const known = new Map<string, { readonly text: string; vector: TermVector }>();
  let removed = 0;
  const renew = (): void => {
    terms = createTermVectors();
    removed = 0;
    for (const one of known.values()) one.vector = terms.embed(one.text);
  };
  const remove = (key: string): boolean => {
    if (!known.delete(key)) return false;
    removed += 1;
    if (removed > 64 && removed > known.size) renew();
    return true;
  };
  return {
    size: () => known.size,
    add: (key, text) => {
      remove(key);
      known.set(key, { text, vector: terms.embed(text) });
    },
    remove,
    search: (query, limit) => {
      const asked = terms.embedQuery(query);
      return bestFirst(
        [...known].map(([key, { vector }]) => ({ key, score: dotOf(asked, vector) })),
        limit,
      );
    },
  };
};

/**
 * Texts by the cosine of vectors that a model gave. `query`: of the text that is asked with. A problem is a sentence: vectors of
 * two lengths cannot be compared.
 */
export const vectorSearch = (vectors: ReadonlyMap<string, ArrayLike<number>>, query: ArrayLike<number>): TextSearch | string => {
  const index = createVectorIndex();
  for (const [key, vector] of vectors) {
    const problem = index.add(key, vector);
    if (problem !== undefined) return problem;
  }
  if (index.dimensions() !== undefined && index.dimensions() !== query.length)
    return `The question's vector has ${query.length} dimensions, and those that are kept have ${index.dimensions()}.`;
  return {
    size: index.size,
    search: (_query, limit) =>
      bestFirst(
        index.nearest(query, Math.max(1, limit)).map(({ cosine, key }) => ({ key, score: cosine })),
        limit,
      ),
  };
};
