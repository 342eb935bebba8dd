import { describe, expect, test } from "vitest";
import { entitiesIn, mentionsIn } from "./entities.ts";
import { type ScoreRule, scoreTurn } from "./score-turn.ts";
import { fakeTurn } from "./turn.fake.ts";

const hour = 3_600_000;
const score = (text: string, rule: ScoreRule, ageHours = 0): number =>
  scoreTurn(fakeTurn(1, { text, at: 0 }), rule, ageHours * hour);

describe("the score of a turn", () => {
  const keywords: ScoreRule = { type: "keyword-density", keywords: ["budget", "Deadline", "budget", ""] };

  test("by keywords is how many different ones occur, as a share of the words", () => {
    expect(score("the budget and the DEADLINE, then the budget again", keywords)).toBe(2 / 9);
    expect(score("budgets", keywords)).toBe(1);
    expect(score("nothing of it", keywords)).toBe(0);
    expect(score("", keywords)).toBe(0);
  });

  test("by keywords is at most 1", () => {
    expect(score("budgetdeadline", keywords)).toBe(1);
  });

  test("by entities is how many are named, as a share of the words", () => {
    expect(score("Yesterday Ada Lovelace met Charles in London", { type: "entity-density" })).toBe(3 / 7);
    expect(score("", { type: "entity-density" })).toBe(0);
  });

  test("by recency is e^(-decay × age in hours)", () => {
    const rule: ScoreRule = { type: "recency-decay", decayPerHour: 0.1 };
    expect(score("x", rule, 0)).toBe(1);
    expect(score("x", rule, 10)).toBeCloseTo(0.36788, 5);
    expect(score("x", rule, -5)).toBe(1);
  });

  test("by several is their mean, weighted by the size of the weights", () => {
    const recency: ScoreRule = { type: "recency-decay", decayPerHour: 0 };
    const parts = [
      { weight: 3, rule: { type: "entity-density" } as const },
      { weight: -1, rule: recency },
    ];
    // (3 × 1/2 + 1 × 1) / 4
    expect(score("hello Paris", { type: "composite", parts })).toBe(0.625);
  });

  test("by no weights is 0", () => {
    expect(score("hello Paris", { type: "composite", parts: [] })).toBe(0);
    expect(score("hello Paris", { type: "composite", parts: [{ weight: 0, rule: keywords }] })).toBe(0);
  });
});

describe("what a text names", () => {
  test("is runs of capitalised words, without the first of a sentence", () => {
    expect(mentionsIn("Then we met Grace Hopper, Ada and Linus. Berlin was cold. I went.")).toEqual([
      "Grace Hopper",
      "Ada",
      "Linus",
    ]);
  });

  test("needs two letters, and stands without marks and possessives", () => {
    expect(mentionsIn('so (Paris) and X or "Rome": see Maria’s old Étude!')).toEqual(["Paris", "Rome", "Maria", "Étude"]);
  });

  test("is told by kind where the lookup knows it, each once", () => {
    expect(entitiesIn("we use TypeScript at Microsoft in New York with Ada, and TypeScript again")).toEqual([
      { name: "TypeScript", kind: "technology" },
      { name: "Microsoft", kind: "organisation" },
      { name: "New York", kind: "location" },
      { name: "Ada", kind: "unknown" },
    ]);
  });
});
