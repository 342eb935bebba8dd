import type { TextHit, TextIndex } from "./text-index.ts";

/** What finds texts for a query; both methods as a text index has them. */
export type TextSearch = Pick<TextIndex, "search" | "size">;

/** How much of the relevance is the words' share; the rest is the vectors'. */
const wordShare = 0.5;

const shares = (hits: readonly TextHit[]): ReadonlyMap<string, number> => {
  const best = hits[0]?.score ?? 0;
  return new Map(best <= 0 ? [] : hits.map(({ key, score }) => [key, Math.max(0, score) / best]));
};

/**
 * What is found by words (BM25) and by vectors (cosine) together: `0.5 × word score / best word score + 0.5 × cosine / best
 * cosine`, 0 to 1, of those that are equal in the order of their keys. A text that only one of them knows counts by that one.
 */
export const hybridSearch = (words: TextSearch, vectors: TextSearch): TextSearch => ({
  size: () => Math.max(words.size(), vectors.size()),
  search: (query, limit) => {
    const [byWords, byVectors] = [
      shares(words.search(query, Math.max(1, words.size()))),
      shares(vectors.search(query, Math.max(1, vectors.size()))),
    ];
    return [...new Set([...byWords.keys(), ...byVectors.keys()])]
      .map((key) => ({ key, score: wordShare * (byWords.get(key) ?? 0) + (1 - wordShare) * (byVectors.get(key) ?? 0) }))
      .sort((one, other) => other.score - one.score || (one.key < other.key ? -1 : 1))
      .slice(0, Math.max(0, limit));
  },
});
