import { createMemoryGraph } from "../../src/engine/memory/memory-graph/memory-graph.ts";
import { createRetriever } from "../../src/engine/memory/memory-graph/retrieve.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { timed } from "./busy-time.ts";
import { createNumbers } from "./numbers.ts";

const size = { nodes: 10_000, edges: 30_000, words: 12, vocabulary: 4_000 };

const built = () => {
  const next = createNumbers(9);
  const pick = (below: number): number => Math.floor(next() * below);
  const graph = createMemoryGraph();
  for (let number = 0; number < size.nodes; number += 1) {
    const value = Array.from({ length: size.words }, () => `word${pick(size.vocabulary)}`).join(" ");
    graph.addFact({ factId: `fact-${number}`, key: `key ${number}`, value, authority: "user", createdAt: number });
  }
  const kinds = ["related-to", "depends-on", "temporal-next", "cites-premise"] as const;
  for (let edge = 0; edge < size.edges; edge += 1)
    graph.link(pick(size.nodes), pick(size.nodes), kinds[edge % kinds.length] ?? "related-to", 0.5 + next() / 2);
  return graph;
};

/** What looking up what belongs to a question takes: its words, five seeds, and what spreads from them. */
export const memoryGraphRows = (rounds: number): readonly Row[] => {
  const retriever = createRetriever(built());
  const read = timed(() => retriever.retrieve("word1", 0)).tookMs;
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const query = Array.from({ length: 8 }, (_, word) => `word${(round * 97 + word * 131) % size.vocabulary}`).join(" ");
    const { tookMs, value } = timed(() => retriever.retrieve(query, 0));
    if (value.found.length !== 100) throw new Error(`Only ${value.found.length} nodes are active.`);
    // The first round is the one in which everything is compiled.
    if (round > 0) times.push(tookMs);
  }
  return [
    {
      name: "Memory graph, a question over 10,000 nodes and 30,000 edges, by spreading activation",
      unit: "ms",
      ours: median(times),
      target: "at most 20 ms",
      judged: median(times),
      bound: 20,
      sense: "at-most",
      note: `${spread(times)}; reading words and arcs once after a change ${Math.round(read)} ms`,
    },
  ];
};
