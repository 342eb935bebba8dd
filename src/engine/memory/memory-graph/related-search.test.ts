import { expect, test } from "vitest";
import type { Memory } from "../../../kernel/memory/memory.ts";
import { graphOf } from "../../graph/entity-files.ts";
import { createTextIndex } from "../text-index.ts";
import { graphOfMemories } from "./graph-of-memories.ts";
import { withRelated } from "./related-search.ts";

const memory = (name: string, text: string, madeAt: number, more: Partial<Memory> = {}): Memory => ({
  memoryId: `memory_${name}`,
  kind: "semantic",
  text,
  tags: [],
  importance: 0.5,
  status: "active",
  by: "agent",
  madeAt,
  ...more,
});

const session = (sessionId: string): Pick<Memory, "source"> => ({
  source: { sessionId, runId: "run_1", callId: "call_1" } as NonNullable<Memory["source"]>,
});

const memories = [
  memory("ferns", "Ferns like shade", 1, { tags: ["garden"] }),
  memory("boots", "Boots stand by the door", 2),
  memory("soil", "The soil is acid", 3, { tags: ["garden"] }),
  memory("rain", "Rain came on Monday", 4, { kind: "episodic", ...session("session_1") }),
  memory("pump", "The pump failed", 5, { kind: "episodic", ...session("session_1") }),
  memory("both", "Ferns and rain", 6, { by: "person", mergedFrom: ["memory_boots", "memory_gone"] }),
];

const search = (query: string): readonly string[] => {
  const index = createTextIndex();
  for (const { memoryId, text } of memories) index.add(memoryId, text);
  return withRelated(index, memories, 10)
    .search(query, 10)
    .map(({ key }) => key.slice("memory_".length));
};

test("memories are tied by tag, by their place in a session, and to what they took the place of", () => {
  const graph = graphOfMemories(memories.toReversed());
  expect(graph.nodes().map(({ authority, kind }) => [kind, authority])).toEqual([
    ["fact", "peer"],
    ["fact", "peer"],
    ["fact", "peer"],
    ["conversation-summary", "peer"],
    ["conversation-summary", "peer"],
    ["fact", "user"],
  ]);
  expect(graph.edges()).toEqual([
    { from: 0, to: 2, kind: "related-to", weight: 0.5 },
    { from: 3, to: 4, kind: "temporal-next", weight: 1 },
    { from: 5, to: 1, kind: "supersedes", weight: 1 },
  ]);
});

test("a search finds what has the words first, then what is connected with it, and nothing else", () => {
  expect(search("shade")).toEqual(["ferns", "soil"]);
  expect(search("Monday")).toEqual(["rain", "pump"]);
  expect(search("boots")).toEqual(["boots"]);
});

test("what has no word of the question has nothing that is connected with it", () => {
  expect(search("violin")).toEqual([]);
});

const knowledge = graphOf([
  {
    id: "ada",
    kind: "person",
    label: "Ada",
    aliases: [],
    facts: [],
    relations: [
      { kind: "keeps", to: "boiler", name: "the boiler", weight: 1, from: 1 },
      { kind: "left", to: "mill", name: "mill", weight: 1, from: 1, superseded: { at: 2 } },
    ],
  },
]);
const spoken = [
  memory("ada", "Ada comes on Mondays", 1),
  memory("boiler", "The boiler needs a pump", 2),
  memory("mill", "The mill is closed", 3),
];
const searchSpoken = (query: string, known?: typeof knowledge): readonly string[] => {
  const index = createTextIndex();
  for (const { memoryId, text } of spoken) index.add(memoryId, text);
  return withRelated(index, spoken, 10, known)
    .search(query, 10)
    .map(({ key }) => key.slice("memory_".length));
};

test("what the knowledge graph relates connects the memories that name it; what it related once does not", () => {
  expect(searchSpoken("Mondays")).toEqual(["ada"]);
  expect(searchSpoken("Mondays", knowledge)).toEqual(["ada", "boiler"]);
  expect(searchSpoken("pump", knowledge)).toEqual(["boiler", "ada"]);
  expect(searchSpoken("closed", knowledge)).toEqual(["mill"]);
});
