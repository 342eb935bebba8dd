/**
 * Vectors of one length, one behind the other in one array, and a scan over all of them for the nearest: exact, and for as many
 * as a browser's memory holds well fast enough. Four sums at once, because one alone waits for itself.
 */
export interface VectorIndex {
  readonly size: () => number;
  /** Undefined until the first vector came. */
  readonly dimensions: () => number | undefined;
  /** Adds a vector, or puts it in the place of the one under this key. A problem is a sentence, and nothing was added. */
  readonly add: (key: string, vector: ArrayLike<number>) => string | undefined;
  readonly remove: (key: string) => boolean;
  /** The greatest cosines first, those that are equal in the order of their places. A vector of zeros is like nothing: 0. */
  readonly nearest: (vector: ArrayLike<number>, limit: number) => readonly { readonly key: string; readonly cosine: number }[];
}

const unit = (vector: ArrayLike<number>, into: Float32Array, offset: number): void => {
  let sum = 0;
  for (let place = 0; place < vector.length; place += 1) sum += vector[place]! * vector[place]!; // Within its length.
  const factor = sum === 0 ? 0 : 1 / Math.sqrt(sum);
  for (let place = 0; place < vector.length; place += 1) into[offset + place] = vector[place]! * factor; // Within its length.
};

/** Within their lengths, as the callers see to. */
const dotAt = (vectors: Float32Array, offset: number, query: Float32Array): number => {
  const { length } = query;
  const even = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let place = 0; place < even; place += 4) {
    const at = offset + place;
    a += vectors[at]! * query[place]!;
    b += vectors[at + 1]! * query[place + 1]!;
    c += vectors[at + 2]! * query[place + 2]!;
    d += vectors[at + 3]! * query[place + 3]!;
  }
  for (let place = even; place < length; place += 1) a += vectors[offset + place]! * query[place]!;
  return a + b + c + d;
};

export const createVectorIndex = (): VectorIndex => {
  let dimensions: number | undefined;
  let vectors = new Float32Array();
  const keys: string[] = [];
  const placeByKey = new Map<string, number>();

  const problemOf = (vector: ArrayLike<number>): string | undefined => {
    if (vector.length === 0) return "A vector has at least one dimension. Nothing was added.";
    if (dimensions !== undefined && vector.length !== dimensions)
      return `This vector has ${vector.length} dimensions, and those that are kept have ${dimensions}. Nothing was added: use one model for all.`;
    for (let place = 0; place < vector.length; place += 1)
      if (!Number.isFinite(vector[place])) return `Dimension ${place} of the vector is no number. Nothing was added.`;
    return undefined;
  };

  return {
    size: () => keys.length,
    dimensions: () => dimensions,
    add: (key, vector) => {
      const problem = problemOf(vector);
      if (problem !== undefined) return problem;
      const width = vector.length;
      dimensions = width;
      const place = placeByKey.get(key) ?? keys.length;
      if (place === keys.length) keys.push(key);
      placeByKey.set(key, place);
      if ((place + 1) * width > vectors.length) {
        const larger = new Float32Array(Math.max(64, place * 2) * width);
        larger.set(vectors);
        vectors = larger;
      }
      unit(vector, vectors, place * width);
      return undefined;
    },
    remove: (key) => {
      const place = placeByKey.get(key);
      if (place === undefined || dimensions === undefined) return false;
      const last = keys.length - 1;
      const lastKey = keys[last] ?? key;
      vectors.copyWithin(place * dimensions, last * dimensions, keys.length * dimensions);
      keys[place] = lastKey;
      placeByKey.set(lastKey, place);
      keys.pop();
      placeByKey.delete(key);
      return true;
    },
    nearest: (vector, limit) => {
      if (dimensions === undefined || vector.length !== dimensions || limit < 1) return [];
      const query = new Float32Array(dimensions);
      unit(vector, query, 0);
      const best: { place: number; cosine: number }[] = [];
      let least = Number.NEGATIVE_INFINITY;
      for (let place = 0; place < keys.length; place += 1) {
        const cosine = dotAt(vectors, place * dimensions, query);
        if (best.length === limit && cosine <= least) continue;
        let at = best.length;
        while (at > 0 && best[at - 1]!.cosine < cosine) at -= 1; // Within the list.
        best.splice(at, 0, { place, cosine });
        if (best.length > limit) best.pop();
        if (best.length === limit) least = best[limit - 1]!.cosine; // It is full.
      }
      return best.map(({ place, cosine }) => ({ key: keys[place] ?? "", cosine }));
    },
  };
};
