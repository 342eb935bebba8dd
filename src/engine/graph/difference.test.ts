import { expect, test } from "vitest";
import type { GraphEntity } from "../../kernel/memory/graph.ts";
import { bothGraphs, graphDifference } from "./difference.ts";
import { graphOf } from "./entity-files.ts";

const entity = (id: string, relations: readonly string[], facts: Readonly<Record<string, string>> = {}): GraphEntity => ({
  id,
  kind: "person",
  label: id.toUpperCase(),
  aliases: [],
  facts: Object.entries(facts).map(([key, value]) => ({ key, value, from: 1 })),
  relations: relations.map((to) => ({ kind: "knows", to, name: to.toUpperCase(), weight: 1, from: 1 })),
});
const before = graphOf([entity("ada", ["bob", "eve"]), entity("bob", [], { born: "1815" }), entity("eve", ["bob"])]);
const after = graphOf([entity("ada", ["bob", "carol"]), entity("bob", [], { born: "1816" }), entity("carol", [])]);

test("of two moments what was added, removed and changed is told, entity by entity and relation by relation", () => {
  expect(graphDifference(before, after)).toEqual({
    nodes: [
      {
        id: "ada",
        label: "ADA",
        kind: "changed",
        changes: [
          { sign: "−", text: "ADA knows EVE" },
          { sign: "+", text: "ADA knows CAROL" },
        ],
      },
      {
        id: "bob",
        label: "BOB",
        kind: "changed",
        changes: [
          { sign: "−", text: "BOB: born 1815" },
          { sign: "+", text: "BOB: born 1816" },
        ],
      },
      { id: "carol", label: "CAROL", kind: "added", changes: [{ sign: "+", text: "CAROL is a person" }] },
      {
        id: "eve",
        label: "EVE",
        kind: "removed",
        changes: [
          { sign: "−", text: "EVE is a person" },
          { sign: "−", text: "EVE knows BOB" },
        ],
      },
    ],
    links: [
      { from: "ada", to: "carol", kind: "knows", difference: "added" },
      { from: "ada", to: "eve", kind: "knows", difference: "removed" },
      { from: "eve", to: "bob", kind: "knows", difference: "removed" },
    ],
  });
  expect(graphDifference(after, after)).toEqual({ nodes: [], links: [] });
});

test("both together have everything of either", () => {
  const { entities, names } = bothGraphs(before, after);
  expect([...entities.values()].map(({ id, relations }) => [id, relations.map(({ to }) => to)])).toEqual([
    ["ada", ["bob", "carol", "eve"]],
    ["bob", []],
    ["eve", ["bob"]],
    ["carol", []],
  ]);
  expect([...names.keys()].sort()).toEqual(["ada", "bob", "carol", "eve"]);
});
