import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs } from "../../kernel/memory/memory.ts";
import { decayedImportance, hybridScore } from "./decay.ts";
import { type EpisodicPolicy, episodesToEvict, recallEpisodes } from "./episodic.ts";
import { daysUntil, retention } from "./forgetting-curve.ts";
import { fakeMemory } from "./items.fake.ts";
import { fadedItems, nearDuplicates, recallLongTerm, weakest } from "./long-term.ts";
import { withAllTags } from "./semantic.ts";
import { defaultMemoryPolicy, fadesAt, type MemoryPolicy, strengthAt } from "./strength.ts";
import { storeCurve } from "./strength-curve.ts";
import { workingToDrop } from "./working.ts";

const hour = 3_600_000;
const never = () => undefined;
const unused = () => 0;
const byImportance: EpisodicPolicy = { rank: { type: "importance" }, capacity: 10, evict: "lowest-importance" };
/** As the source of the formula counts: from the making alone. */
const fixed: MemoryPolicy = {
  ...defaultMemoryPolicy,
  longTerm: { ...defaultMemoryPolicy.longTerm, restartsWithUse: false },
};

describe("decay", () => {
  test("halves with each half-life, and is cut to 0 and 1", () => {
    expect([0, 10, 20].map((hours) => decayedImportance(0.8, hours * hour, 10))).toEqual([
      0.8,
      expect.closeTo(0.4, 12),
      expect.closeTo(0.2, 12),
    ]);
    expect([decayedImportance(1.5, 0, 1), decayedImportance(-0.5, 0, 1), decayedImportance(0.5, -hour, 1)]).toEqual([1, 0, 0.5]);
    for (const halfLife of [0, -1, Number.NaN]) expect(() => decayedImportance(1, 0, halfLife)).toThrow("more than 0");
  });

  test("adds what is recent and what is used often, by hand-computed numbers", () => {
    const about = { importance: 0.5, ageMs: 24 * hour, uses: 3, mostUses: 5 };
    // 0.5 + 0.2 × e^−1 + 0.4 × 3 / 6
    expect(hybridScore(about, { recency: 0.2, frequency: 0.4 })).toBeCloseTo(0.5 + 0.2 * 0.367_879_441_171 + 0.2, 10);
  });
});

describe("episodes", () => {
  test("reading twice reads the same: decay does not compound", () => {
    const items = [fakeMemory({ kind: "episodic", importance: 0.8 })];
    const ask = { limit: 5, now: 10 * hour, uses: unused };
    const policy = { ...byImportance, halfLifeHours: 10 };
    const [first, second] = [recallEpisodes(items, ask, policy), recallEpisodes(items, ask, policy)];
    expect(first.map(({ score }) => score)).toEqual([expect.closeTo(0.4, 12)]);
    expect(second).toEqual(first);
  });

  test("an agent recalls its own, the best first, as many as it asks for, and none of those that are too old", () => {
    const items = [
      fakeMemory({ memoryId: "memory_a", agent: "a", importance: 0.2, madeAt: 90 }),
      fakeMemory({ memoryId: "memory_b", agent: "a", importance: 0.9, madeAt: 90 }),
      fakeMemory({ memoryId: "memory_c", agent: "b", importance: 1, madeAt: 90 }),
      fakeMemory({ memoryId: "memory_d", agent: "a", importance: 1, madeAt: 10 }),
    ];
    const recalled = (limit: number) =>
      recallEpisodes(items, { agent: "a", limit, now: 100, uses: unused }, { ...byImportance, maxAgeMs: 50 }).map(
        ({ item }) => item.memoryId,
      );
    expect([recalled(9), recalled(1), recalled(0)]).toEqual([["memory_b", "memory_a"], ["memory_b"], []]);
  });

  test("an older one that is used often stands before a new one, and without frequency the new one does", () => {
    const [old, fresh] = [fakeMemory({ madeAt: 0 }), fakeMemory({ madeAt: 48 * hour })];
    const first = (frequency: number) =>
      recallEpisodes(
        [old, fresh],
        { limit: 1, now: 48 * hour, uses: (id) => (id === old.memoryId ? 9 : 0) },
        { ...byImportance, rank: { type: "hybrid", recency: 0.3, frequency } },
      )[0]?.item.memoryId;
    expect([first(1), first(0)]).toEqual([old.memoryId, fresh.memoryId]);
  });

  test("over its capacity exactly one goes: the least important and of equals the older, or the oldest; others' stay", () => {
    const items = [
      fakeMemory({ memoryId: "memory_1", importance: 0.3, madeAt: 2 }),
      fakeMemory({ memoryId: "memory_2", importance: 0.3, madeAt: 1 }),
      fakeMemory({ memoryId: "memory_3", importance: 0.9, madeAt: 0 }),
      fakeMemory({ memoryId: "memory_4", importance: 0, agent: "other", madeAt: 0 }),
    ];
    const added = fakeMemory({ memoryId: "memory_5", importance: 0.1, madeAt: 3 });
    const gone = (policy: Partial<EpisodicPolicy>) =>
      episodesToEvict([...items, added], added, { ...byImportance, capacity: 3, ...policy }).map(({ memoryId }) => memoryId);
    expect([gone({}), gone({ evict: "oldest" }), gone({ capacity: 4 }), gone({ maxAgeMs: 1 })]).toEqual([
      ["memory_2"],
      ["memory_3"],
      [],
      ["memory_2", "memory_3"],
    ]);
    expect(() => gone({ capacity: 0 })).toThrow("at least one");
  });
});

test("semantic items are found by all of their tags, and by none all of them, the same text twice too", () => {
  const items = [fakeMemory({ tags: ["a", "b"] }), fakeMemory({ tags: ["a"], text: "Same" }), fakeMemory({ text: "Same" })];
  expect([withAllTags(items, ["a", "b"]), withAllTags(items, ["b", "c"]), withAllTags(items, [])]).toEqual([
    [items[0]],
    [],
    items,
  ]);
});

test("working memory keeps those that were set last, and never none", () => {
  const items = Array.from({ length: 10 }, (_, place) => fakeMemory({ kind: "working", madeAt: place }));
  expect([workingToDrop(items, 3), workingToDrop(items, 10)]).toEqual([items.slice(0, 7), []]);
  expect(() => workingToDrop(items, 0)).toThrow("at least one");
});

describe("the forgetting curve", () => {
  test("leaves 36.8 % after its stability, and less than the minimum after the days that are computed", () => {
    expect(retention(30 * dayMs, 30)).toBeCloseTo(0.367_879, 6);
    expect([retention(0, 30), retention(-dayMs, 30)]).toEqual([1, 1]);
    // 30 × ln(0.9 / 0.05)
    expect(daysUntil(0.9, 0.05, 30)).toBeCloseTo(86.711_152_7, 6);
    expect([daysUntil(0.05, 0.05, 30), daysUntil(0.9, 0, 30)]).toEqual([0, Number.POSITIVE_INFINITY]);
    expect(() => retention(1, 0)).toThrow("more than 0");
  });

  test("an importance of 0.9 is 0.331 after 30 days, is there on day 86 and pruned on day 87", () => {
    const item = fakeMemory({ kind: "long-term", importance: 0.9 });
    expect(strengthAt(item, undefined, 30 * dayMs, fixed)).toBeCloseTo(0.331_091_5, 6);
    expect([86, 87].map((day) => fadedItems([item], day * dayMs, never, fixed).length)).toEqual([0, 1]);
    expect(fadesAt(item, undefined, fixed)).toBeCloseTo(86.711_152_7 * dayMs, -3);
  });

  test("retention counts once, and forgetting begins anew with a use where the policy says so", () => {
    const item = fakeMemory({ kind: "long-term", importance: 0.8, text: "warm water" });
    const used = () => 20 * dayMs;
    const [result] = recallLongTerm([item], "warm water", { limit: 1, now: 30 * dayMs, usedAt: never }, fixed);
    expect(result?.score).toBeCloseTo(0.8 * Math.exp(-1), 12);
    expect(strengthAt(item, used(), 50 * dayMs, fixed)).toBeCloseTo(0.8 * Math.exp(-50 / 30), 12);
    expect(strengthAt(item, used(), 50 * dayMs, defaultMemoryPolicy)).toBeCloseTo(0.8 * Math.exp(-1), 12);
  });

  test("what is pinned, a fact, and what is at hand do not fade", () => {
    for (const item of [
      fakeMemory({ kind: "long-term", pinned: true }),
      fakeMemory({ kind: "semantic" }),
      fakeMemory({ kind: "working" }),
    ])
      expect([strengthAt(item, undefined, 900 * dayMs, fixed), fadesAt(item, undefined, fixed)]).toEqual([0.5, undefined]);
  });

  test("an episode fades to the minimum when it is said to", () => {
    const item = fakeMemory({ kind: "episodic", importance: 0.8 });
    const at = fadesAt(item, undefined, fixed) ?? 0;
    expect(strengthAt(item, undefined, at, fixed)).toBeCloseTo(fixed.minimumStrength, 9);
  });
});

describe("long-term memory", () => {
  test("gives as many as asked for, also where nothing fits, and lets go of the weakest first", () => {
    const items = [fakeMemory({ importance: 0.4, text: "x" }), fakeMemory({ importance: 0.2, text: "y" })];
    expect(recallLongTerm(items, "z", { limit: 2, now: 0, usedAt: never }, fixed).map(({ score }) => score)).toEqual([0, 0]);
    expect([weakest(items, 0, never, fixed), weakest([], 0, never, fixed)]).toEqual([items[1], undefined]);
  });

  test("joins texts that are nearly the same, keeps the longer one, and the mean of their importance", () => {
    const one = fakeMemory({ text: "the fern wants much water", importance: 0.2 });
    const longer = fakeMemory({ text: "the fern wants much much water", importance: 0.6 });
    const other = fakeMemory({ text: "the moss wants shade" });
    expect(nearDuplicates([one, other, longer])).toEqual([
      { text: longer.text, importance: 0.4, memoryIds: [one.memoryId, longer.memoryId] },
    ]);
    // Exactly the threshold is not more than it.
    expect(nearDuplicates([fakeMemory({ text: "a b" }), fakeMemory({ text: "a c" })], 0.5)).toEqual([]);
  });
});

test("strength is between 0 and 1, never rises with time, and a use never lowers it", () => {
  const kinds = fc.constantFrom("semantic", "episodic", "working", "long-term");
  const days = fc.double({ min: 0, max: 1_000, noNaN: true });
  fc.assert(
    fc.property(kinds, fc.double({ min: 0, max: 1, noNaN: true }), days, days, days, (kind, importance, used, early, more) => {
      const item = fakeMemory({ kind: kind as "semantic", importance });
      const at = (day: number, usedAt?: number) => strengthAt(item, usedAt, day * dayMs, defaultMemoryPolicy);
      const [first, later] = [at(early), at(early + more)];
      expect(first).toBeLessThanOrEqual(1);
      expect(later).toBeGreaterThanOrEqual(0);
      expect(later).toBeLessThanOrEqual(first);
      expect(at(early + more, Math.min(used, early) * dayMs)).toBeGreaterThanOrEqual(later);
    }),
    { numRuns: 200 },
  );
});

test("the curve of all items counts what there is, what is strong enough, and the mean strength, at each moment", () => {
  const [now, day] = [100 * dayMs, dayMs];
  const items = [
    fakeMemory({ memoryId: "memory_a", kind: "semantic", importance: 0.5, madeAt: now - 10 * day }),
    fakeMemory({ memoryId: "memory_b", kind: "long-term", importance: 0.9, madeAt: now - 2 * day }),
    fakeMemory({ memoryId: "memory_c", kind: "long-term", importance: 0.9, madeAt: now - 2 * day, pinned: true }),
  ];
  const curve = storeCurve(items, () => [], now, defaultMemoryPolicy);
  expect([curve.at[0], curve.at.at(-1), curve.now]).toEqual([now - 10 * day, now + 120 * day, now]);
  expect([curve.kept[0], curve.recalled[0], curve.strength[0]]).toEqual([1, 1, 0.5]);
  const place = curve.at.indexOf(now);
  expect([curve.kept[place], curve.recalled[place]]).toEqual([3, 3]);
  expect(curve.strength[place]).toBeCloseTo((0.5 + 0.9 * Math.exp(-2 / 30) + 0.9) / 3, 12);
  // 30 · ln(0.9 / 0.05) = 86.7 days after it was made the second one is not recalled any more.
  expect([curve.kept.at(-1), curve.recalled.at(-1)]).toEqual([3, 2]);
  const used = storeCurve(items, (id) => (id === "memory_b" ? [now - day, now + 60 * day] : []), now, defaultMemoryPolicy);
  expect(used.recalled.at(-1)).toBe(3);
});
