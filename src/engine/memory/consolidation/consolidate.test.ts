import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConsolidationItem, consolidate, defaultConsolidationPolicy } from "./consolidate.ts";

const hour = 3_600_000;
const now = 100 * hour;
const item = (memoryId: string, text: string, ageHours: number, more: Partial<ConsolidationItem> = {}): ConsolidationItem => ({
  memoryId,
  text,
  tags: [],
  importance: 0.5,
  madeAt: now - ageHours * hour,
  ...more,
});

const policy = { ...defaultConsolidationPolicy, k: 2 };

const cats = [50, 40, 30, 20, 10].map((age) => item(`cat-${age}`, "the cat sleeps on the warm sofa", age));
const ships = [55, 45, 35, 25].map((age) => item(`ship-${age}`, "container ships cross the northern ocean", age));

describe("a consolidation", () => {
  test("of two plain subjects sums up each but for its two newest", () => {
    const { counts, summaries } = consolidate([...cats, ...ships], now, policy);
    expect(counts).toEqual({ passes: 1, examined: 9, clusters: 2, archived: 5, summaries: 2 });
    expect(summaries.map(({ sources }) => sources.map(({ memoryId }) => memoryId))).toEqual([
      ["ship-55", "ship-45"],
      ["cat-50", "cat-40", "cat-30"],
    ]);
  });

  test("joins the texts, takes the mean of importance and every tag once, and is as old as the newest", () => {
    const items = [
      item("one", "paint the fence green", 9, { importance: 0.2, tags: ["garden", "todo"] }),
      item("two", "paint the fence green again", 8, { importance: 0.8, tags: ["todo", "paint"] }),
      item("three", "paint the fence green soon", 3),
      item("four", "paint the fence green later", 2),
    ];
    expect(consolidate(items, now, { ...policy, k: 1 }).summaries).toEqual([
      {
        text: "paint the fence green; paint the fence green again",
        tags: ["garden", "todo", "paint"],
        importance: 0.5,
        madeAt: now - 8 * hour,
        sources: items.slice(0, 2),
      },
    ]);
  });

  test("leaves an agent alone that has fewer items than subjects are looked for", () => {
    const few = cats.map((cat) => ({ ...cat, agent: "helper" })).slice(0, 3);
    expect(consolidate([...few, ...ships], now, { ...policy, k: 4 }).counts).toEqual({
      passes: 1,
      examined: 4,
      clusters: 1,
      archived: 2,
      summaries: 1,
    });
  });

  test("never joins what two agents remember", () => {
    const shared = [...cats, ...cats.map((cat) => ({ ...cat, memoryId: `other-${cat.memoryId}`, agent: "helper" }))];
    const owners = consolidate(shared, now, { ...policy, k: 1 }).summaries.map(({ sources }) => [
      ...new Set(sources.map(({ agent }) => agent)),
    ]);
    expect(owners).toEqual([[undefined], ["helper"]]);
  });

  test("leaves clusters of fewer than three alone", () => {
    expect(consolidate([...cats, ...ships.slice(0, 2)], now, policy).counts.clusters).toBe(1);
  });

  // The original declares the threshold and never reads it.
  test("leaves out what is in a cluster without being like its centroid", () => {
    const stray = item("stray", "the quarterly figures arrive on monday morning", 60);
    const of = (minimumCosine: number): readonly string[] =>
      consolidate([...cats, stray], now, { ...policy, k: 1, minimumCosine })
        .summaries.flatMap(({ sources }) => sources)
        .map(({ memoryId }) => memoryId);
    expect(of(0)).toContain("stray");
    expect(of(0.65)).toEqual(["cat-50", "cat-40", "cat-30"]);
  });

  test("takes nothing that is younger than an hour, to the millisecond", () => {
    const made = (ages: readonly number[]): readonly ConsolidationItem[] =>
      ages.map((age, place) => item(`item-${place}`, "the cat sleeps on the warm sofa", age));
    const archived = (ages: readonly number[]): number => consolidate(made(ages), now, { ...policy, k: 1 }).counts.archived;
    expect(archived([1, 1, 0.5, 0.5])).toBe(2);
    expect(archived([1, 1 - 1 / hour, 0.5, 0.5])).toBe(0);
  });

  test("that would be too long becomes several, and never the copy of one item", () => {
    const { summaries } = consolidate(cats, now, { ...policy, k: 1, keepRecent: 0, maxSummaryChars: 64 });
    expect(summaries.map(({ sources, text }) => [sources.length, text.length])).toEqual([
      [2, 64],
      [2, 64],
    ]);
  });

  test("loses no item, takes none twice and says the same in whatever order the items come", () => {
    const words = ["red", "green", "blue", "apple", "ship", "ocean", "house"];
    const anItem = fc.record({
      text: fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((chosen) => chosen.join(" ")),
      importance: fc.double({ min: 0, max: 1, noNaN: true }),
      age: fc.integer({ min: 0, max: 20 }),
      agent: fc.constantFrom("one", "two"),
    });
    fc.assert(
      fc.property(fc.array(anItem, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (drawn, k) => {
        const items = drawn.map(({ age, ...rest }, place) => ({ ...item(`item-${place}`, "", age), ...rest }));
        const found = consolidate(items, now, { ...policy, k });
        const taken = found.summaries.flatMap(({ sources }) => sources.map(({ memoryId }) => memoryId));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.length).toBe(found.counts.archived);
        expect(found.summaries.every(({ sources, text }) => text === sources.map((source) => source.text).join("; "))).toBe(true);
        expect(consolidate(items.toReversed(), now, { ...policy, k }).summaries.length).toBe(found.summaries.length);
      }),
      { numRuns: 60 },
    );
  });
});
