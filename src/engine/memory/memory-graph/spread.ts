import { type Csr, createCsr } from "../../graph/csr.ts";
import { edgeTraits, type MemoryEdge } from "./node.ts";

/**
 * Spreading activation (Collins and Loftus, 1975) as personalised PageRank (Haveliwala, 2002): each round a node has
 * `(1 − d) × its share of the seeds + d × what comes in`, with `d` = 0.5. A node gives each of its arcs the same part, and an arc lets
 * through what its kind and weight let through, so activation fades on the way and is at most 1 in all.
 */
const damping = 0.5;
const maxRounds = 30;
const tolerance = 1e-6;
/** No seed counts for more, as long as there are several; of a single one the sum of 1 is given back to it. */
const maxSeedShare = 0.4;

/** The arcs along which activation goes, by place of a node. Edges of nodes that have no place are left out. */
export const activationArcs = (places: ReadonlyMap<number, number>, edges: readonly MemoryEdge[]): Csr => {
  const arcs = edges.flatMap(({ from, kind, to, weight }) => {
    const [source, target] = [places.get(from), places.get(to)];
    if (source === undefined || target === undefined) return [];
    const { bothWays, passes } = edgeTraits[kind];
    const arc = [source, target, passes * weight] as const;
    return bothWays && source !== target ? [arc, [target, source, passes * weight] as const] : [arc];
  });
  const list = {
    sources: Uint32Array.from(arcs, ([source]) => source),
    targets: Uint32Array.from(arcs, ([, target]) => target),
    weights: Float64Array.from(arcs, ([, , weight]) => weight),
  };
  return createCsr(places.size, list, "directed");
};

export interface Seed {
  readonly place: number;
  /** Above 0. */
  readonly weight: number;
}

/** Shares of the seeds: they sum to 1, and before that was seen to none was over 0.4. */
export const seedShares = (seeds: readonly Seed[]): readonly number[] => {
  const total = seeds.reduce((sum, { weight }) => sum + weight, 0);
  const capped = seeds.map(({ weight }) => Math.min(maxSeedShare, weight / total));
  const left = capped.reduce((sum, share) => sum + share, 0);
  return capped.map((share) => share / left);
};

/** By place: how active each node is. Without seeds nothing is. */
export const spreadActivation = (arcs: Csr, seeds: readonly Seed[]): Float64Array => {
  const { nodeCount, offsets, targets, weights } = arcs;
  const start = new Float64Array(nodeCount);
  for (const [index, share] of seedShares(seeds).entries()) start[seeds[index]?.place ?? 0]! += share; // A place of the graph.
  let active = start.slice();
  let before = new Float64Array(nodeCount);
  for (let round = 0; round < maxRounds; round += 1) {
    [before, active] = [active, before];
    for (let place = 0; place < nodeCount; place += 1) active[place] = (1 - damping) * start[place]!; // As many as nodes.
    for (let place = 0; place < nodeCount; place += 1) {
      const [first, end] = [offsets[place]!, offsets[place + 1]!]; // Rows of the graph.
      if (before[place] === 0 || first === end) continue;
      const part = (damping * before[place]!) / (end - first); // As many as nodes.
      for (let arc = first; arc < end; arc += 1) active[targets[arc]!]! += part * weights[arc]!; // Arcs of the graph.
    }
    let change = 0;
    for (let place = 0; place < nodeCount; place += 1) change += Math.abs(active[place]! - before[place]!); // As many as nodes.
    if (change < tolerance) break;
  }
  return active;
};
