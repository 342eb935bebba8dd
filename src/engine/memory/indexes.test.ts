import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTermVectors, dotOf, textCosine } from "./term-vectors.ts";
import { createTextIndex } from "./text-index.ts";
import { createVectorIndex } from "./vector-index.ts";
import { createPlainRows } from "./vector-rows.ts";
import { wordsOf } from "./words.ts";

const words = fc.constantFrom("fern", "moss", "water", "shade", "light", "rain", "pot", "leaf");
const texts = fc.array(words, { maxLength: 8 }).map((list) => list.join(" "));

describe("words", () => {
  test("are runs of letters and digits in lower case, without single ones and the very common", () => {
    expect(wordsOf("The Fern's 2 pots: Größe 12cm, ΑΒΓ and 植物!")).toEqual(["fern", "pots", "größe", "12cm", "αβγ", "植物"]);
    expect(wordsOf("")).toEqual([]);
  });
});

/** BM25 word by word over every text, without an index. */
const slowScores = (documents: ReadonlyMap<string, string>, query: string): readonly (readonly [string, number])[] => {
  const lists = [...documents].map(([key, text]) => [key, wordsOf(text)] as const);
  const average = lists.reduce((sum, [, list]) => sum + list.length, 0) / Math.max(1, lists.length);
  const scored = lists.map(([key, list]): readonly [string, number] => {
    let score = 0;
    for (const word of new Set(wordsOf(query))) {
      const having = lists.filter(([, other]) => other.includes(word)).length;
      const frequency = list.filter((one) => one === word).length;
      if (frequency === 0) continue;
      const idf = Math.log(1 + (lists.length - having + 0.5) / (having + 0.5));
      score += (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * list.length) / average));
    }
    return [key, score];
  });
  return scored.filter(([, score]) => score > 0).sort((one, other) => other[1] - one[1]);
};

describe("the text index", () => {
  test("scores by hand-computed numbers", () => {
    const index = createTextIndex();
    index.add("a", "fern water");
    index.add("b", "moss");
    // idf = ln(1 + 1.5 / 1.5) = ln 2; f = 1, length 2, average 1.5: 2.2 / (1 + 1.2 × (0.25 + 1))
    expect(index.search("fern", 5)).toEqual([{ key: "a", score: expect.closeTo((Math.LN2 * 2.2) / 2.5, 12) }]);
    expect([index.search("oak", 5), index.search("fern", 0), index.search("", 5)]).toEqual([[], [], []]);
  });

  test("agrees with looking at every text, whatever was added, replaced and removed before", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.option(texts)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, texts, fc.integer({ min: 1, max: 15 }), (changes, query, limit) => {
        const [index, documents] = [createTextIndex(), new Map<string, string>()];
        for (const [number, text] of changes) {
          const key = `k${number}`;
          if (text === null) expect(index.remove(key)).toBe(documents.delete(key));
          else {
            index.add(key, text);
            documents.set(key, text);
          }
        }
        const [found, slow] = [index.search(query, limit), slowScores(documents, query)];
        expect(index.size()).toBe(documents.size);
        expect(found.map(({ score }) => score.toFixed(9))).toEqual(slow.slice(0, limit).map(([, score]) => score.toFixed(9)));
        const scores = new Map(slow);
        for (const { key, score } of found) expect(score).toBeCloseTo(scores.get(key) ?? -1, 9);
      }),
      { numRuns: 200 },
    );
  });

  test("is the same after most of it was removed", () => {
    const [index, kept] = [createTextIndex(), createTextIndex()];
    for (let number = 0; number < 3_000; number += 1)
      index.add(`k${number}`, `fern number${number} ${number % 3 === 0 ? "moss" : ""}`);
    for (let number = 0; number < 2_500; number += 1) index.remove(`k${number}`);
    for (let number = 2_500; number < 3_000; number += 1)
      kept.add(`k${number}`, `fern number${number} ${number % 3 === 0 ? "moss" : ""}`);
    for (const query of ["moss", "number2999 fern", "number1"]) expect(index.search(query, 7)).toEqual(kept.search(query, 7));
  });
});

describe("term vectors", () => {
  test("have unit length, are 1 to the same text and 0 to one without a common word", () => {
    const vectors = createTermVectors();
    const [fern, moss] = [vectors.embed("fern water fern"), vectors.embed("moss shade")];
    expect([dotOf(fern, fern), dotOf(fern, moss), dotOf(fern, vectors.embedQuery("oak"))]).toEqual([expect.closeTo(1, 12), 0, 0]);
  });

  test("weigh by ln(1 + N / (1 + n)), by hand-computed numbers", () => {
    const vectors = createTermVectors();
    vectors.embed("fern water");
    const vector = vectors.embed("fern moss");
    // N = 2; fern stands in both, moss in one.
    const [fern, moss] = [Math.log(1 + 2 / 3), Math.log(1 + 2 / 2)];
    const length = Math.hypot(fern, moss);
    expect([...vector.values]).toEqual([expect.closeTo(fern / length, 12), expect.closeTo(moss / length, 12)]);
  });

  test("what was added first is still found after fifty texts with words of their own", () => {
    const vectors = createTermVectors();
    const first = vectors.embed("cats are fluffy pets");
    const others = Array.from({ length: 50 }, (_, number) => vectors.embed(`thing${number} other${number}`));
    const query = vectors.embedQuery("fluffy pets");
    expect(dotOf(query, first)).toBeGreaterThan(0.5);
    expect(others.every((vector) => dotOf(query, vector) < dotOf(query, first))).toBe(true);
  });

  test("a text is as like another as its counts of words say", () => {
    expect([textCosine("a b", "a c"), textCosine("a a", "a"), textCosine("", "a"), textCosine("A", "a")]).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(1, 12),
      0,
      1,
    ]);
  });
});

describe.each([
  ["as this machine can", undefined],
  ["in plain JavaScript", createPlainRows],
])("the vector index, %s", (_name, createRows) => {
  test("agrees with the cosine of each, the greatest first, whatever was replaced and removed", () => {
    const number = fc.integer({ min: -9, max: 9 });
    const vector = fc.tuple(number, number, number, number, number);
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.option(vector)), { maxLength: 30 });
    const cosine = (one: readonly number[], other: readonly number[]): number => {
      const lengths = Math.hypot(...one) * Math.hypot(...other);
      return lengths === 0 ? 0 : one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0) / lengths;
    };
    fc.assert(
      fc.property(steps, vector, fc.integer({ min: 0, max: 12 }), (changes, query, limit) => {
        const [index, known] = [createVectorIndex(createRows), new Map<string, readonly number[]>()];
        for (const [key, value] of changes) {
          if (value === null) expect(index.remove(`k${key}`)).toBe(known.delete(`k${key}`));
          else {
            expect(index.add(`k${key}`, value)).toBe(undefined);
            known.set(`k${key}`, value);
          }
        }
        const best = [...known.values()].map((value) => cosine(value, query)).sort((one, other) => other - one);
        const found = index.nearest(query, limit);
        expect(found.map((hit) => hit.cosine)).toEqual(best.slice(0, limit).map((value) => expect.closeTo(value, 5)));
        for (const hit of found) expect(hit.cosine).toBeCloseTo(cosine(known.get(hit.key) ?? [], query), 5);
      }),
      { numRuns: 200 },
    );
  });

  test("refuses what does not fit, and says why", () => {
    const index = createVectorIndex(createRows);
    expect(index.add("a", [])).toContain("at least one dimension");
    expect([index.add("a", [1, 2]), index.dimensions()]).toEqual([undefined, 2]);
    expect(index.add("b", [1])).toContain("1 dimensions, and those that are kept have 2");
    expect(index.add("b", [1, Number.NaN])).toContain("is no number");
    expect([index.size(), index.nearest([1], 3), index.nearest([0, 0], 3)]).toEqual([1, [], [{ key: "a", cosine: 0 }]]);
  });
});
