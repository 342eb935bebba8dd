import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BudgetPolicy, compressToBudget, defaultBudgetPolicy, summaryLines } from "./compress-to-budget.ts";
import { fakeTurn } from "./turn.fake.ts";
import { type Turn, tokensIn } from "./turn.ts";

const policy: BudgetPolicy = { ...defaultBudgetPolicy, tokens: 100_000, keepRecent: 2 };
const ids = (turns: readonly Turn[]): readonly string[] => turns.map(({ turnId }) => turnId);
const plain = (number: number, more: Partial<Turn> = {}): Turn =>
  fakeTurn(number, { text: `nothing much in ${number}`, ...more });

describe("the compressor by budget", () => {
  test("of nothing gives nothing", () => {
    expect(compressToBudget([], policy, 0)).toEqual({ kept: [], summaries: [], savedTokens: 0, droppedTurnIds: [] });
  });

  test("keeps the newest and those that score well, and sums up each run between them", () => {
    const turns = [1, 2, 3, 4, 5, 6, 7].map((number) => plain(number));
    turns[2] = plain(3, { text: "met Ada Lovelace" });
    const { droppedTurnIds, kept, summaries } = compressToBudget(turns.toReversed(), policy, 0);
    expect({
      droppedTurnIds,
      kept: ids(kept),
      summaries: summaries.map(({ summaryId, turnIds }) => [summaryId, turnIds]),
    }).toEqual({
      droppedTurnIds: [],
      kept: ["turn-3", "turn-6", "turn-7"],
      summaries: [
        ["summary-turn-1-turn-2", ["turn-1", "turn-2"]],
        ["summary-turn-4-turn-5", ["turn-4", "turn-5"]],
      ],
    });
  });

  test("makes one summary of everything that scores low before the newest", () => {
    const turns = Array.from({ length: 30 }, (_, number) => plain(number));
    const { kept, summaries } = compressToBudget(turns, { ...policy, keepRecent: 10 }, 0);
    expect([kept.length, summaries.map(({ turnIds }) => turnIds.length)]).toEqual([10, [20]]);
  });

  test("keeps a turn whose score is the threshold", () => {
    // Three names of ten words.
    const turns = [plain(1, { text: "we saw Ada then Bob then Eve and no more" }), plain(2), plain(3)];
    expect(ids(compressToBudget(turns, policy, 0).kept)).toEqual(["turn-1", "turn-2", "turn-3"]);
  });

  test("says in a summary who spoke, about what, and quotes sentences of 5 to 25 words", () => {
    const long = Array.from({ length: 26 }, (_, word) => `w${word}`).join(" ");
    const turns = [
      plain(1, { text: "the garden gate needs new paint. Too short. the garden gate needs new paint.", tags: ["a", "b", "c"] }),
      plain(2, { text: `${long}. on friday we met in paris at noon`, tags: ["c", "d", "e", "f"] }),
      plain(3),
      plain(4),
    ];
    const [summary] = compressToBudget(turns, policy, 0).summaries;
    const text = "2 turns of user, assistant, about a, b, c, d, e";
    const facts = ["the garden gate needs new paint.", "on friday we met in paris at noon"];
    expect(summary).toEqual({
      summaryId: "summary-turn-1-turn-2",
      turnIds: ["turn-1", "turn-2"],
      text,
      facts,
      entities: [],
      tokens: Math.ceil(`${text}\n- ${facts[0]}\n- ${facts[1]}`.length / 4),
    });
  });

  test("drops the oldest summaries first, then the oldest turns, recent ones too", () => {
    const turns = [1, 2, 3, 4, 5, 6].map((number) => plain(number));
    turns[1] = plain(2, { text: "met Ada Lovelace" });
    turns[3] = plain(4, { text: "met Eve Lovelace" });
    const at = (tokens: number) => {
      const { droppedTurnIds, kept, summaries } = compressToBudget(turns, { ...policy, tokens }, 0);
      return { droppedTurnIds, kept: ids(kept), summaries: summaries.length };
    };
    // Kept: 4 + 4 + 5 + 5 tokens; each of the two summaries: "1 turn of user" 4.
    expect(at(26)).toEqual({ droppedTurnIds: [], kept: ["turn-2", "turn-4", "turn-5", "turn-6"], summaries: 2 });
    expect(at(25)).toEqual({ droppedTurnIds: ["turn-1"], kept: ["turn-2", "turn-4", "turn-5", "turn-6"], summaries: 1 });
    expect(at(18)).toEqual({
      droppedTurnIds: ["turn-1", "turn-3"],
      kept: ["turn-2", "turn-4", "turn-5", "turn-6"],
      summaries: 0,
    });
    expect(at(17)).toEqual({
      droppedTurnIds: ["turn-1", "turn-2", "turn-3"],
      kept: ["turn-4", "turn-5", "turn-6"],
      summaries: 0,
    });
    expect(at(9)).toEqual({ droppedTurnIds: ids(turns.slice(0, 5)), kept: ["turn-6"], summaries: 0 });
    expect(at(0)).toEqual({ droppedTurnIds: ids(turns), kept: [], summaries: 0 });
  });

  test("counts what is saved: what the turns took less what is left", () => {
    const turns = [1, 2, 3, 4].map((number) => plain(number, { text: "nothing of any interest ".repeat(10) }));
    const { kept, savedTokens, summaries } = compressToBudget(turns, policy, 0);
    expect([kept.length, summaries.map(({ tokens }) => tokens), savedTokens]).toEqual([2, [7], 2 * 60 - 7]);
  });

  test("invents nothing, loses no turn silently, and spares the newest while anything else can go", () => {
    const text = fc
      .array(fc.constantFrom("Ada", "paints", "the", "fence.", "Then", "we", "saw", "Paris", "and", "slept!"), { maxLength: 14 })
      .map((words) => words.join(" "));
    const turn = fc.record({ text, at: fc.integer({ min: 0, max: 50 }), role: fc.constantFrom("user", "assistant") });
    fc.assert(
      fc.property(
        fc.array(turn, { maxLength: 24 }),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 6 }),
        (drawn, tokens, keepRecent) => {
          const turns = drawn.map((one, number) => fakeTurn(number, one));
          const { droppedTurnIds, kept, savedTokens, summaries } = compressToBudget(turns, { ...policy, tokens, keepRecent }, 0);
          const placed = [...ids(kept), ...summaries.flatMap(({ turnIds }) => turnIds), ...droppedTurnIds];
          expect(placed.toSorted()).toEqual([...ids(turns)].sort());
          expect(kept.every((one) => turns.includes(one))).toBe(true);
          for (const { facts, turnIds } of summaries) {
            const covered = turns.filter(({ turnId }) => turnIds.includes(turnId));
            expect(facts.every((fact) => covered.some((one) => one.text.includes(fact)))).toBe(true);
          }
          const left = [...kept.map((one) => one.text), ...summaries.map(summaryLines)].reduce(
            (sum, one) => sum + tokensIn(one),
            0,
          );
          expect(left).toBeLessThanOrEqual(tokens);
          expect(savedTokens).toBe(turns.reduce((sum, one) => sum + tokensIn(one.text), 0) - left);
          const recent = turns.toSorted((one, other) => one.at - other.at).slice(Math.max(0, turns.length - keepRecent));
          if (recent.some(({ turnId }) => droppedTurnIds.includes(turnId))) {
            expect(summaries).toEqual([]);
            expect(kept.every((one) => recent.includes(one))).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
