import type { Csr } from "../../graph/csr.ts";
import { createMatchIndex, type MatchIndex } from "./match.ts";
import type { MemoryGraph } from "./memory-graph.ts";
import type { MemoryNode } from "./node.ts";
import { activationArcs, type Seed, spreadActivation } from "./spread.ts";

export interface Retrieved {
  readonly node: MemoryNode;
  /** 0 to 1: how active it is. */
  readonly activation: number;
  /** 0 to 1: the greater of its activation and the share of the question's words that it has. */
  readonly score: number;
}

export interface Retrieval {
  /** The nodes that fit the question best by themselves: at most five, the best first. */
  readonly seeds: readonly { readonly node: MemoryNode; readonly weight: number }[];
  /** The nodes that are most active, at most a hundred, the most active first; of equals the older. */
  readonly found: readonly Retrieved[];
  /** The score of a node, also of one that was not found. */
  readonly scoreOf: (node: number) => number;
}

export interface Retriever {
  readonly retrieve: (query: string, now: number) => Retrieval;
}

const maxSeeds = 5;
const maxFound = 100;

interface Reading {
  readonly revision: number;
  readonly nodes: readonly MemoryNode[];
  readonly places: ReadonlyMap<number, number>;
  readonly index: MatchIndex;
  readonly arcs: Csr;
}

const read = (graph: MemoryGraph): Reading => {
  const nodes = graph.nodes();
  const places = new Map(nodes.map(({ node }, place) => [node, place]));
  return {
    revision: graph.revision(),
    nodes,
    places,
    index: createMatchIndex(nodes),
    arcs: activationArcs(places, graph.edges()),
  };
};

/** Places with a value above 0, the greatest first, of equals the earlier; at most so many. Only what can be among them is sorted. */
const greatest = (values: Float64Array, limit: number): readonly number[] => {
  const least = limit < values.length ? (values.toSorted()[values.length - limit] ?? 0) : 0;
  const places: number[] = [];
  for (let place = 0; place < values.length; place += 1) if (values[place]! > 0 && values[place]! >= least) places.push(place); // Within its length.
  return places.sort((one, other) => values[other]! - values[one]! || one - other).slice(0, limit); // Places of it.
};

const bestSeeds = (weights: Float64Array): readonly Seed[] =>
  greatest(weights, maxSeeds).map((place) => ({ place, weight: weights[place] ?? 0 }));

/** Finds what belongs to a question: what fits by its words, and what is connected to that. What is expired is not found. */
export const createRetriever = (graph: MemoryGraph): Retriever => {
  let reading: Reading | undefined;
  return {
    retrieve: (query, now) => {
      if (reading?.revision !== graph.revision()) reading = read(graph);
      const { arcs, index, nodes, places } = reading;
      const { isLive, overlaps, weights } = index.match(query, now);
      const seeds = bestSeeds(weights);
      const active = spreadActivation(arcs, seeds);
      const score = (place: number): number => Math.max(active[place] ?? 0, overlaps[place] ?? 0);
      const live = active.map((value, place) => (isLive[place] === 1 ? value : 0));
      const found = greatest(live, maxFound).flatMap((place): readonly Retrieved[] => {
        const node = nodes[place];
        return node === undefined ? [] : [{ node, activation: active[place] ?? 0, score: score(place) }];
      });
      return {
        seeds: seeds.flatMap(({ place, weight }) => {
          const node = nodes[place];
          return node === undefined ? [] : [{ node, weight }];
        }),
        found,
        scoreOf: (node) => score(places.get(node) ?? -1),
      };
    },
  };
};
