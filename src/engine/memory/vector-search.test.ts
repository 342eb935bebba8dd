import fc from "fast-check";
import { expect, test } from "vitest";
import { hybridSearch } from "./hybrid-search.ts";
import { createTermVectors, dotOf } from "./term-vectors.ts";
import { createTextIndex, type TextHit } from "./text-index.ts";
import { createTermSearch, vectorSearch } from "./vector-search.ts";

const searching = (hits: readonly TextHit[]) => ({ size: () => hits.length, search: () => hits });

test("what is found by words and by vectors counts half by each, as a share of the best", () => {
  const words = searching([
    { key: "a", score: 4 },
    { key: "b", score: 1 },
  ]);
  const vectors = searching([
    { key: "b", score: 0.8 },
    { key: "c", score: 0.4 },
  ]);
  expect(hybridSearch(words, vectors).search("?", 9)).toEqual([
    { key: "b", score: 0.625 },
    { key: "a", score: 0.5 },
    { key: "c", score: 0.25 },
  ]);
  expect(hybridSearch(words, vectors).search("?", 1)).toHaveLength(1);
  expect(hybridSearch(searching([]), searching([])).search("?", 9)).toEqual([]);
});

const words = fc.constantFrom("fern", "moss", "pump", "rain", "shade", "loud");
const texts = fc.array(fc.array(words, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 });

test("a term search finds what comparing with every text finds", () => {
  fc.assert(
    fc.property(texts, fc.array(words, { minLength: 1, maxLength: 3 }), (all, asked) => {
      const [search, slow] = [createTermSearch(), createTermVectors()];
      const vectors = all.map((text, place) => {
        search.add(`k${place}`, text.join(" "));
        return slow.embed(text.join(" "));
      });
      const query = slow.embedQuery(asked.join(" "));
      const scores = new Map(vectors.map((vector, place) => [`k${place}`, dotOf(query, vector)]));
      const found = search.search(asked.join(" "), all.length);
      expect(found.every(({ key, score }) => score > 0 && scores.get(key) === score)).toBe(true);
      expect(found.length).toBe([...scores.values()].filter((score) => score > 0).length);
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
    }),
  );
});

test("what is removed or replaced is not found by its former words", () => {
  const search = createTermSearch();
  for (let place = 0; place < 200; place += 1) search.add(`k${place}`, `fern number${place}`);
  for (let place = 0; place < 150; place += 1) expect(search.remove(`k${place}`)).toBe(true);
  search.add("k199", "a loud pump");
  expect([search.size(), search.search("fern", 300).length, search.search("pump", 9).map(({ key }) => key)]).toEqual([
    50,
    49,
    ["k199"],
  ]);
  expect(search.remove("k0")).toBe(false);
});

test("vectors of two lengths are a sentence and no search", () => {
  const one = new Map([["a", [1, 0]]]);
  expect(vectorSearch(one, [1, 0, 0])).toBe("The question's vector has 3 dimensions, and those that are kept have 2.");
  expect(vectorSearch(new Map([...one, ["b", [1]]]), [1, 0])).toMatch(/^This vector has 1 dimensions/u);
  const search = vectorSearch(new Map([...one, ["b", [1, 1]], ["c", [-1, 0]]]), [1, 0]);
  expect(typeof search !== "string" && search.search("", 9).map(({ key }) => key)).toEqual(["a", "b"]);
});

test("what shares no word with the question is found where its vector is near", () => {
  const index = createTextIndex();
  index.add("fern", "Ferns like shade.");
  index.add("pump", "The pump is loud.");
  const near = vectorSearch(
    new Map([
      ["fern", [1, 0]],
      ["pump", [0, 1]],
    ]),
    [1, 0],
  );
  if (typeof near === "string") throw new Error(near);
  expect(hybridSearch(index, near).search("green moss", 9)).toEqual([{ key: "fern", score: 0.5 }]);
});
