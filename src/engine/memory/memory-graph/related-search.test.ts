import { expect, test } from "vitest";
import type { Memory } from "../../../kernel/memory.ts";
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
