import { wordsOf } from "./words.ts";

/**
 * Texts as sparse vectors, without a model: term frequency times `ln(1 + N / (1 + n))`, with unit length; `N` texts, `n` of them with the
 * word. It knows no meaning, only words. A word that came later than a vector is a dimension in which that vector is 0.
 */
export interface TermVectors {
  /** Adds the text to what is known of words, and gives its vector. */
  readonly embed: (text: string) => TermVector;
  /** The vector of a text that is asked with; words that no text has are left out. */
  readonly embedQuery: (text: string) => TermVector;
}

/** Rising dimensions, and the value in each. Of no known word: empty. */
export interface TermVector {
  readonly dimensions: Uint32Array;
  readonly values: Float64Array;
}

export const createTermVectors = (): TermVectors => {
  const dimensionByWord = new Map<string, number>();
  const documents: number[] = [];
  let size = 0;

  const vectorOf = (counts: ReadonlyMap<number, number>): TermVector => {
    const dimensions = Uint32Array.from(counts.keys()).sort();
    const values = new Float64Array(dimensions.length);
    let sum = 0;
    for (const [place, dimension] of dimensions.entries()) {
      const value = (counts.get(dimension) ?? 0) * Math.log(1 + size / (1 + (documents[dimension] ?? 0)));
      values[place] = value;
      sum += value * value;
    }
    const length = Math.sqrt(sum);
    return length === 0
      ? { dimensions: new Uint32Array(), values: new Float64Array() }
      : { dimensions, values: values.map((value) => value / length) };
  };

  const countsOf = (words: readonly string[]): ReadonlyMap<number, number> => {
    const counts = new Map<number, number>();
    for (const word of words) {
      const dimension = dimensionByWord.get(word);
      if (dimension !== undefined) counts.set(dimension, (counts.get(dimension) ?? 0) + 1);
    }
    return counts;
  };

  return {
    embed: (text) => {
      const words = wordsOf(text);
      size += 1;
      for (const word of new Set(words)) {
        const dimension = dimensionByWord.get(word) ?? dimensionByWord.size;
        dimensionByWord.set(word, dimension);
        documents[dimension] = (documents[dimension] ?? 0) + 1;
      }
      return vectorOf(countsOf(words));
    },
    embedQuery: (text) => vectorOf(countsOf(wordsOf(text))),
  };
};

/** The dot product; for vectors of unit length, their cosine. With nothing in common, or nothing at all, 0. */
export const dotOf = (one: TermVector, other: TermVector): number => {
  let [place, otherPlace, sum] = [0, 0, 0];
  while (place < one.dimensions.length && otherPlace < other.dimensions.length) {
    const [dimension, otherDimension] = [one.dimensions[place]!, other.dimensions[otherPlace]!]; // Within their lengths.
    if (dimension === otherDimension) sum += (one.values[place] ?? 0) * (other.values[otherPlace] ?? 0);
    if (dimension <= otherDimension) place += 1;
    if (otherDimension <= dimension) otherPlace += 1;
  }
  return sum;
};

/** How often a text has each word, and the length of that as a vector. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

export const wordCounts = (text: string): WordCounts => {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().split(/\s+/u)) if (word !== "") counts.set(word, (counts.get(word) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum += count * count;
  return { counts, length: Math.sqrt(sum) };
};

/** The cosine of two texts by how often they have which word: 1 for the same words, 0 where they share none. */
export const countsCosine = (one: WordCounts, other: WordCounts): number => {
  const lengths = one.length * other.length;
  if (lengths === 0) return 0;
  let dot = 0;
  for (const [word, count] of one.counts) dot += count * (other.counts.get(word) ?? 0);
  return dot / lengths;
};

/** As `countsCosine`, of the texts themselves. */
export const textCosine = (one: string, other: string): number => countsCosine(wordCounts(one), wordCounts(other));
