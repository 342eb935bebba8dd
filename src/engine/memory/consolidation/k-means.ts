import type { TermRows } from "./term-rows.ts";

/**
 * Spherical k-means (Dhillon and Modha, 2001) over sparse vectors of unit length, with a farthest-point start (Gonzalez, 1985). Nothing
 * is left to chance: the first centroid is the first vector, each next one the vector that is least like any centroid so far, of
 * equals the last; a vector belongs to the centroid that is most like it, of equals the last. So the same vectors in the same order
 * give the same clusters.
 */
export interface Clusters {
  /** At most as many as asked for: fewer where there are fewer different vectors. */
  readonly count: number;
  /** By row: the number of its cluster. */
  readonly clusterOf: Uint32Array;
  /** By row: its cosine with the centroid of its cluster; 0 for a vector without entries. */
  readonly cosines: Float64Array;
}

/** Vectors that are this much alike are the same one; the rest is rounding. */
const sameCosine = 1 - 1e-12;

/** Value of term `t` in centroid `c` stands at `t × stride + c`: what one entry of a vector needs lies side by side. */
interface Centroids {
  readonly stride: number;
  readonly values: Float64Array;
}

const copyRow = (
  { offsets, terms, values }: TermRows,
  row: number,
  { stride, values: into }: Centroids,
  centroid: number,
): void => {
  for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) into[terms[at]! * stride + centroid] = values[at]!;
};

/** The row that is least like every centroid so far; undefined where each is the same as one of them. */
const farthest = (nearest: Float64Array): number | undefined => {
  let [found, least] = [-1, sameCosine];
  for (let row = 0; row < nearest.length; row += 1) {
    if (nearest[row]! > least || nearest[row]! >= sameCosine) continue;
    least = nearest[row]!;
    found = row;
  }
  return found === -1 ? undefined : found;
};

/** Puts a row in the centroid of that number, and notes for each row how much it is like the most similar centroid. */
const addStart = (rows: TermRows, centroids: Centroids, centroid: number, row: number, nearest: Float64Array): void => {
  copyRow(rows, row, centroids, centroid);
  const isEmpty = rows.offsets[row] === rows.offsets[row + 1];
  for (let other = 0; other < rows.rowCount; other += 1) {
    const [start, end] = [rows.offsets[other]!, rows.offsets[other + 1]!];
    let dot = isEmpty && start === end ? 1 : 0;
    for (let at = start; at < end; at += 1)
      dot += rows.values[at]! * centroids.values[rows.terms[at]! * centroids.stride + centroid]!;
    if (dot > nearest[other]!) nearest[other] = dot;
  }
};

const startCentroids = (rows: TermRows, centroids: Centroids, k: number): number => {
  const nearest = new Float64Array(rows.rowCount).fill(-1);
  let [count, next]: [number, number | undefined] = [0, 0];
  while (count < k && next !== undefined) {
    addStart(rows, centroids, count, next, nearest);
    count += 1;
    next = farthest(nearest);
  }
  return count;
};

/** Whether any row went to another cluster. */
const assign = (rows: TermRows, { stride, values }: Centroids, count: number, clusterOf: Uint32Array): boolean => {
  const { offsets, rowCount, terms, values: entries } = rows;
  const dots = new Float64Array(count);
  let hasChanged = false;
  for (let row = 0; row < rowCount; row += 1) {
    dots.fill(0);
    for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) {
      const [base, value] = [terms[at]! * stride, entries[at]!];
      for (let centroid = 0; centroid < count; centroid += 1) dots[centroid]! += value * values[base + centroid]!;
    }
    let best = 0;
    for (let centroid = 1; centroid < count; centroid += 1) if (dots[centroid]! >= dots[best]!) best = centroid;
    if (clusterOf[row] !== best) hasChanged = true;
    clusterOf[row] = best;
  }
  return hasChanged;
};

/** Each centroid is the direction of the sum of its vectors; that of no vectors is zero. */
const moveCentroids = (rows: TermRows, { stride, values }: Centroids, count: number, clusterOf: Uint32Array): void => {
  values.fill(0);
  for (let row = 0; row < rows.rowCount; row += 1) {
    const centroid = clusterOf[row]!;
    for (let at = rows.offsets[row]!; at < rows.offsets[row + 1]!; at += 1)
      values[rows.terms[at]! * stride + centroid]! += rows.values[at]!;
  }
  const squares = new Float64Array(count);
  for (let base = 0; base < values.length; base += stride)
    for (let centroid = 0; centroid < count; centroid += 1) squares[centroid]! += values[base + centroid]! ** 2;
  const lengths = squares.map((square) => (square === 0 ? 1 : Math.sqrt(square)));
  for (let base = 0; base < values.length; base += stride)
    for (let centroid = 0; centroid < count; centroid += 1) values[base + centroid]! /= lengths[centroid]!;
};

/** How much each row is like the centroid of its cluster. */
const cosinesWith = (rows: TermRows, { stride, values }: Centroids, clusterOf: Uint32Array): Float64Array =>
  Float64Array.from({ length: rows.rowCount }, (_, row) => {
    let dot = 0;
    for (let at = rows.offsets[row]!; at < rows.offsets[row + 1]!; at += 1)
      dot += rows.values[at]! * values[rows.terms[at]! * stride + clusterOf[row]!]!;
    return dot;
  });

/** `k` and `iterations` are at least 1. It stops when no vector changes its cluster, at the latest after so many rounds. */
export const kMeans = (rows: TermRows, k: number, iterations: number): Clusters => {
  const stride = Math.max(1, Math.min(k, rows.rowCount));
  const centroids: Centroids = { stride, values: new Float64Array(rows.termCount * stride) };
  const clusterOf = new Uint32Array(rows.rowCount).fill(stride);
  const count = rows.rowCount === 0 ? 0 : startCentroids(rows, centroids, k);
  for (let round = 0; round < iterations && assign(rows, centroids, count, clusterOf); round += 1)
    moveCentroids(rows, centroids, count, clusterOf);
  return { count, clusterOf, cosines: cosinesWith(rows, centroids, clusterOf) };
};
