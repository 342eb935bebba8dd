import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compressByStrategies, defaultStackPolicy, jaccard, type StackPolicy } from "./compress-by-strategies.ts";
import { fakeTurn } from "./turn.fake.ts";
import type { Turn } from "./turn.ts";

const turns = (count: number, more: Readonly<Record<number, Partial<Turn>>> = {}): readonly Turn[] =>
  Array.from({ length: count }, (_, place) => fakeTurn(place + 1, more[place + 1]));
const ids = (kept: readonly Turn[]): readonly string[] => kept.map(({ turnId }) => turnId);
const only = (...strategies: StackPolicy["strategies"]): StackPolicy => ({ maxTurns: 0, strategies });
const set = (text: string): ReadonlySet<string> => new Set(text.split(" ").filter((word) => word !== ""));

describe("the stack of strategies", () => {
  test("keeps 11 of 60 turns of which the fifth is tagged, and makes 10 episodes", () => {
    const { episodes, kept, triggered } = compressByStrategies(turns(60, { 5: { tags: ["important"] } }), defaultStackPolicy);
    expect({
      triggered,
      kept: ids(kept),
      episodes: episodes.map(({ episodeId, originalCount }) => [episodeId, originalCount]),
    }).toEqual({
      triggered: true,
      kept: ["turn-5", ...ids(turns(60).slice(50))],
      episodes: Array.from({ length: 10 }, (_, index) => [`temporal-ep-${index}`, 5]),
    });
  });

  test("does nothing with exactly as many turns as are allowed", () => {
    const fifty = turns(50);
    expect(compressByStrategies(fifty, defaultStackPolicy)).toEqual({ triggered: false, kept: fifty, episodes: [] });
    expect(compressByStrategies(turns(51), defaultStackPolicy).triggered).toBe(true);
  });

  test("says of an episode how many of whom began how, when, and which tags at least half of them have", () => {
    const tagged = turns(7, {
      1: { tags: ["a", "b"] },
      2: { tags: ["b", "c"] },
      3: { tags: ["b"], text: "First sentence. Second." },
    });
    const { episodes, kept } = compressByStrategies(tagged, only({ type: "temporal", window: 5, keepRecent: 1 }));
    expect([ids(kept), episodes]).toEqual([
      ["turn-7"],
      [
        {
          episodeId: "temporal-ep-0",
          originalCount: 5,
          compressedTo: 1,
          summary:
            "5 turns of user, assistant: Turn number 1 is about subject1. · Turn number 2 is about subject2. · First sentence. · Turn number 4 is about subject4. · Turn number 5 is about subject5.",
          timeRange: [60, 300],
          commonTags: ["b"],
        },
        {
          episodeId: "temporal-ep-1",
          originalCount: 1,
          compressedTo: 1,
          summary: "1 turn of assistant: Turn number 6 is about subject6.",
          timeRange: [360, 360],
          commonTags: [],
        },
      ],
    ]);
  });

  test("measures likeness by words that are shared: 17 of 20 are enough, and two texts without words are the same", () => {
    const twenty = Array.from({ length: 20 }, (_, place) => `w${place}`);
    expect(jaccard(set(twenty.join(" ")), set(twenty.slice(3).join(" ")))).toBe(0.85);
    expect([jaccard(set(""), set("")), jaccard(set(""), set("a")), jaccard(set("a b"), set("b c"))]).toEqual([1, 0, 1 / 3]);
  });

  test("keeps of duplicates the more important one, of equals the earlier", () => {
    const same = (number: number, importance: number): Partial<Turn> => ({
      text: number % 2 === 0 ? "Say It twice" : "say it TWICE",
      importance,
    });
    const dedup = only({ type: "semantic-dedup", minimumJaccard: 0.85 });
    expect(ids(compressByStrategies(turns(3, { 1: same(1, 0.5), 2: same(2, 0.9), 3: same(3, 0.7) }), dedup).kept)).toEqual([
      "turn-2",
    ]);
    expect(ids(compressByStrategies(turns(2, { 1: same(1, 0.5), 2: same(2, 0.5) }), dedup).kept)).toEqual(["turn-1"]);
    expect(ids(compressByStrategies(turns(2, { 1: { text: "" }, 2: { text: " " } }), dedup).kept)).toEqual(["turn-1"]);
  });

  test("brings what is important back in its place: 0.8 is enough", () => {
    const some = turns(8, { 2: { importance: 0.8 }, 3: { importance: 0.79 }, 4: { tags: ["important"] } });
    const strategies: StackPolicy["strategies"] = [
      { type: "temporal", window: 5, keepRecent: 2 },
      { type: "importance-filter", minimumImportance: 0.8, tag: "important" },
    ];
    expect(ids(compressByStrategies(some, only(...strategies)).kept)).toEqual(["turn-2", "turn-4", "turn-7", "turn-8"]);
  });

  test("invents nothing and has each turn kept, in an episode or the same as one that is kept", () => {
    const text = fc.array(fc.constantFrom("red", "green", "blue", "apple"), { maxLength: 4 }).map((words) => words.join(" "));
    const turn = fc.record({ text, at: fc.integer({ min: 0, max: 90 }), importance: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 51, maxLength: 80 }), (drawn) => {
        const all = drawn.map((one, number) => fakeTurn(number, one));
        const { episodes, kept } = compressByStrategies(all, defaultStackPolicy);
        expect(kept.every((one) => all.includes(one))).toBe(true);
        expect(kept).toEqual(kept.toSorted((one, other) => one.at - other.at));
        expect(episodes.reduce((sum, { originalCount }) => sum + originalCount, 0)).toBe(all.length - 10);
        const newest = all.toSorted((one, other) => one.at - other.at).slice(-10);
        for (const one of newest) expect(kept.some((other) => jaccard(set(one.text), set(other.text)) >= 0.85)).toBe(true);
        expect(all.filter(({ importance }) => importance >= 0.8).every((one) => kept.includes(one))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
