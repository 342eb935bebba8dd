import { kmeans } from "ml-kmeans";
import { describe, expect, test } from "vitest";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { kMeans } from "./k-means.ts";
import { type TermRows, termRowsOf, tokensOf } from "./term-rows.ts";

const denseOf = ({ offsets, rowCount, termCount, terms, values }: TermRows): readonly number[][] =>
  Array.from({ length: rowCount }, (_, row) => {
    const dense = new Array<number>(termCount).fill(0);
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at += 1) dense[terms[at] ?? 0] = values[at] ?? 0;
    return dense;
  });

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  dot(one, other) >= 1 - 1e-12 || (dot(one, one) === 0 && dot(other, other) === 0);

/** The same rules, said as slowly and as plainly as they can be, over dense vectors. */
const slowKMeans = (vectors: readonly number[][], k: number, iterations: number): readonly number[] => {
  const centroids: number[][] = vectors.slice(0, 1).map((vector) => [...vector]);
  while (centroids.length < k) {
    const candidates = vectors.filter((vector) => !centroids.some((centroid) => isSame(vector, centroid)));
    const likeness = candidates.map((vector) => Math.max(...centroids.map((centroid) => dot(vector, centroid))));
    const next = candidates[likeness.lastIndexOf(Math.min(...likeness))];
    if (next === undefined) break;
    centroids.push([...next]);
  }
  let clusterOf: number[] = [];
  for (let round = 0; round < iterations; round += 1) {
    const before = clusterOf;
    clusterOf = vectors.map((vector) => {
      const cosines = centroids.map((centroid) => dot(vector, centroid));
      return cosines.lastIndexOf(Math.max(...cosines));
    });
    if (clusterOf.every((cluster, row) => cluster === before[row])) break;
    for (const [number, centroid] of centroids.entries()) {
      const members = vectors.filter((_, row) => clusterOf[row] === number);
      const sum = centroid.map((_, place) => members.reduce((total, member) => total + (member[place] ?? 0), 0));
      const length = Math.sqrt(sum.reduce((total, value) => total + value ** 2, 0));
      centroids[number] = sum.map((value) => (length === 0 ? 0 : value / length));
    }
  }
  return clusterOf;
};

const words = (count: number, next: () => number, from: readonly string[]): string =>
  Array.from({ length: count }, () => from[Math.floor(next() * from.length)] ?? "").join(" ");

describe("the vectors", () => {
  test("hold count times ln(1 + N / (1 + n)), divided by their length", () => {
    const rows = termRowsOf(["cat cat dog", "dog bird"]);
    // Three terms of N = 2: cat and bird are in one text, dog in two.
    const [one, two] = [Math.log(1 + 2 / 2), Math.log(1 + 2 / 3)];
    const [first, second] = [Math.hypot(2 * one, two), Math.hypot(two, one)];
    const [cats, dogs, ...others] = denseOf(rows).map((dense) => dense.map((value) => value.toFixed(12)));
    expect(cats).toEqual([(2 * one) / first, two / first, 0].map((value) => value.toFixed(12)));
    expect(dogs).toEqual([0, two / second, one / second].map((value) => value.toFixed(12)));
    expect(others).toEqual([]);
  });

  // The original counted a text for "cat" that has only "category".
  test("count a text for a word only where it has that very word", () => {
    const [value] = termRowsOf(["cat fish", "category", "category"]).values;
    const [cat, fish] = [Math.log(1 + 3 / 2), Math.log(1 + 3 / 2)];
    expect(value).toBeCloseTo(cat / Math.hypot(cat, fish), 12);
  });

  test("leave out words of fewer than three bytes and know letters of every script", () => {
    expect(tokensOf("To be: ÜBER zu é 42 ab3-xyz, 記")).toEqual(["über", "ab3", "xyz", "記"]);
  });

  test("of a text without words have no entry", () => {
    expect([...termRowsOf(["", "a b", "word"]).offsets]).toEqual([0, 0, 0, 1]);
  });
});

describe("k-means", () => {
  const clustersOf = (texts: readonly string[], k: number, iterations = 10): readonly number[] => [
    ...kMeans(termRowsOf(texts), k, iterations).clusterOf,
  ];

  test("starts with the first vector, then the one that is least like the others, of equals the last", () => {
    // After the first, all others have nothing in common with it: the last is taken, then the one that is like neither.
    expect(clustersOf(["red apple", "blue whale", "green field", "blue ocean"], 3)).toEqual([0, 1, 2, 1]);
  });

  test("makes fewer clusters than asked for where there are fewer different vectors", () => {
    const { clusterOf, count } = kMeans(termRowsOf(["one thing", "thing one", "other", "other", "", ""]), 8, 10);
    expect({ count, clusterOf: [...clusterOf] }).toEqual({ count: 3, clusterOf: [0, 0, 2, 2, 2, 2] });
  });

  test("gives a vector that is as much like two centroids to the later one", () => {
    expect(clustersOf(["north", "north south", "south"], 2)).toEqual([0, 1, 1]);
  });

  test("says how much each vector is like its centroid", () => {
    const { cosines } = kMeans(termRowsOf(["same words", "same words", "other things", ""]), 2, 10);
    expect([...cosines].map((cosine) => cosine.toFixed(9))).toEqual(["1.000000000", "1.000000000", "1.000000000", "0.000000000"]);
  });

  test("of nothing is nothing", () => {
    expect(kMeans(termRowsOf([]), 4, 10)).toEqual({ count: 0, clusterOf: new Uint32Array(), cosines: new Float64Array() });
  });

  test("agrees with a slow one over dense vectors on seeded random texts", () => {
    const { next } = createFakeRandom(7);
    const vocabulary = Array.from({ length: 40 }, (_, place) => `word${place}`);
    for (let trial = 0; trial < 60; trial += 1) {
      const texts = Array.from({ length: 1 + Math.floor(next() * 40) }, () => words(Math.floor(next() * 8), next, vocabulary));
      const rows = termRowsOf(texts);
      const [k, iterations] = [1 + Math.floor(next() * 9), 1 + Math.floor(next() * 10)];
      expect([...kMeans(rows, k, iterations).clusterOf]).toEqual(slowKMeans(denseOf(rows), k, iterations));
    }
  });

  test("finds the same groups as a published library where the groups are plain", () => {
    const { next } = createFakeRandom(11);
    const topics = Array.from({ length: 5 }, (_, topic) =>
      Array.from({ length: 12 }, (__, place) => `topic${topic}word${place}`),
    );
    const texts = Array.from({ length: 100 }, (_, row) => words(9, next, topics[row % topics.length] ?? []));
    const rows = termRowsOf(texts);
    const dense = denseOf(rows).map((vector) => [...vector]);
    const starts = [0, 1, 2, 3, 4].map((row) => dense[row] ?? []);
    const theirs = kmeans(dense, 5, { initialization: starts }).clusters;
    const partition = (clusterOf: readonly number[]): readonly number[] => clusterOf.map((cluster) => clusterOf.indexOf(cluster));
    expect(partition([...kMeans(rows, 5, 10).clusterOf])).toEqual(partition(theirs));
  });
});
