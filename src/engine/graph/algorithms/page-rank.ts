import { type Csr, reversed } from "../csr.ts";

export interface PageRankOptions {
  /** The chance to go on along an arc instead of to any node, 0 to 1. */
  readonly damping: number;
  /** It is done when all changes of a round together are below nodeCount · tolerance. */
  readonly tolerance: number;
  /** After so many rounds it ends as it stands. */
  readonly maxRounds: number;
}

const defaultPageRank: PageRankOptions = { damping: 0.85, tolerance: 1e-6, maxRounds: 100 };

/** 1 over what leads out of each node; 0 where nothing does. */
const perOutgoingWeight = ({ nodeCount, offsets, weights }: Csr): Float64Array => {
  const shares = new Float64Array(nodeCount);
  let arc = 0;
  for (let node = 0; node < nodeCount; node += 1) {
    let sum = 0;
    for (const end = offsets[node + 1]!; arc < end; arc += 1) sum += weights[arc]!;
    shares[node] = sum > 0 ? 1 / sum : 0;
  }
  return shares;
};

/**
 * How likely a walk stands at each node that goes along outgoing arcs in proportion to their weight and starts anew at any node with
 * 1 − damping (Page, Brin, Motwani and Winograd 1998), by power iteration from the uniform vector. The sum is 1. A node without
 * outgoing weight leads everywhere alike. Weights must be 0 or more. `into`: the graph turned around, where it is at hand; a graph that
 * holds its arcs both ways is its own.
 */
export const pageRank = (csr: Csr, options: Partial<PageRankOptions> = {}, into = reversed(csr)): Float64Array => {
  const { damping, tolerance, maxRounds } = { ...defaultPageRank, ...options };
  const { nodeCount } = csr;
  const perWeight = perOutgoingWeight(csr);
  const { offsets, targets: sources, weights } = into;
  let ranks = new Float64Array(nodeCount).fill(1 / nodeCount);
  let before = new Float64Array(nodeCount);
  const given = new Float64Array(nodeCount);
  for (let round = 0; round < maxRounds; round += 1) {
    [before, ranks] = [ranks, before];
    let stuck = 0;
    for (let node = 0; node < nodeCount; node += 1) {
      given[node] = before[node]! * perWeight[node]!;
      if (perWeight[node] === 0) stuck += before[node]!;
    }
    const anywhere = (1 - damping + damping * stuck) / nodeCount;
    let change = 0;
    let arc = 0;
    for (let node = 0; node < nodeCount; node += 1) {
      let rank = 0;
      for (const end = offsets[node + 1]!; arc < end; arc += 1) rank += given[sources[arc]!]! * weights[arc]!;
      rank = damping * rank + anywhere;
      change += Math.abs(rank - before[node]!);
      ranks[node] = rank;
    }
    if (change < nodeCount * tolerance) break;
  }
  return ranks;
};
