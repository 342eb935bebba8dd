import { createSimdRows } from "./simd-rows.ts";
import { type CreateVectorRows, createPlainRows, rowsPerBlock, type VectorRows } from "./vector-rows.ts";

/**
 * Vectors of one length, one behind the other, and a scan over all of them for the nearest: exact, and for as many as a
 * browser's memory holds well fast enough.
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

const unit = (vector: ArrayLike<number>, into: Float32Array): void => {
  let sum = 0;
  for (let place = 0; place < vector.length; place += 1) sum += vector[place]! * vector[place]!; // Within its length.
  const factor = sum === 0 ? 0 : 1 / Math.sqrt(sum);
  for (let place = 0; place < vector.length; place += 1) into[place] = vector[place]! * factor; // Within its length.
};

interface Place {
  readonly place: number;
  readonly cosine: number;
}

/** The greatest of so many rows, as `nearest` orders them. */
const greatest = (rows: VectorRows, size: number, limit: number): readonly Place[] => {
  const best: Place[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let first = 0; first < size; first += rowsPerBlock) {
    const count = Math.min(rowsPerBlock, size - first);
    const products = rows.products(first / rowsPerBlock, count);
    for (let index = 0; index < count; index += 1) {
      const cosine = products[index]!; // It has as many.
      if (cosine <= least) continue;
      let at = best.length;
      while (at > 0 && best[at - 1]!.cosine < cosine) at -= 1; // Within the list.
      best.splice(at, 0, { place: first + index, cosine });
      if (best.length > limit) best.pop();
      if (best.length === limit) least = best[limit - 1]!.cosine; // It is full.
    }
  }
  return best;
};

/** `createRows`: where the vectors are kept and multiplied; the fastest way that this machine has, where nothing is said. */
export const createVectorIndex = (
  createRows: CreateVectorRows = (width) => createSimdRows(width) ?? createPlainRows(width),
): VectorIndex => {
  let kept: { readonly dimensions: number; readonly rows: VectorRows } | undefined;
  const keys: string[] = [];
  const placeByKey = new Map<string, number>();

  const problemOf = (vector: ArrayLike<number>): string | undefined => {
    if (vector.length === 0) return "A vector has at least one dimension. Nothing was added.";
    if (kept !== undefined && vector.length !== kept.dimensions)
      return `This vector has ${vector.length} dimensions, and those that are kept have ${kept.dimensions}. Nothing was added: use one model for all.`;
    for (let place = 0; place < vector.length; place += 1)
      if (!Number.isFinite(vector[place])) return `Dimension ${place} of the vector is no number. Nothing was added.`;
    return undefined;
  };

  return {
    size: () => keys.length,
    dimensions: () => kept?.dimensions,
    add: (key, vector) => {
      const problem = problemOf(vector);
      if (problem !== undefined) return problem;
      kept ??= { dimensions: vector.length, rows: createRows(vector.length) };
      const { rows } = kept;
      const place = placeByKey.get(key) ?? keys.length;
      if (!rows.reserve(place + 1)) return "There is no memory left for another vector. Nothing was added.";
      if (place === keys.length) keys.push(key);
      placeByKey.set(key, place);
      unit(vector, rows.row(place));
      return undefined;
    },
    remove: (key) => {
      const place = placeByKey.get(key);
      if (place === undefined || kept === undefined) return false;
      const last = keys.length - 1;
      const lastKey = keys[last] ?? key;
      kept.rows.row(place).set(kept.rows.row(last));
      keys[place] = lastKey;
      placeByKey.set(lastKey, place);
      keys.pop();
      placeByKey.delete(key);
      return true;
    },
    nearest: (vector, limit) => {
      if (kept === undefined || vector.length !== kept.dimensions || limit < 1) return [];
      unit(vector, kept.rows.query());
      return greatest(kept.rows, keys.length, limit).map(({ place, cosine }) => ({ key: keys[place] ?? "", cosine }));
    },
  };
};
