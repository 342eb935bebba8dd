import { arcSources, type Csr, createCsr } from "../csr.ts";

/**
 * How much more weight lies inside communities than chance would put there (Newman and Girvan 2004): −0.5 to 1. `csr` holds every
 * edge both ways; a loop is one arc and counts its weight once. 0 where there is no weight.
 */
export const modularity = (csr: Csr, communities: Uint32Array): number => {
  const { nodeCount, offsets, targets, weights } = csr;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 0;
  const sums = new Float64Array(nodeCount);
  let inside = 0;
  for (let node = 0; node < nodeCount; node += 1) {
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      sums[communities[node]!]! += weights[arc]!;
      if (communities[targets[arc]!] === communities[node]) inside += weights[arc]!;
    }
  }
  return inside / total - sums.reduce((sum, own) => sum + (own / total) ** 2, 0);
};

/** Numbers the communities by their least node. */
const renumbered = (communities: Uint32Array): { readonly communities: Uint32Array; readonly count: number } => {
  const numbers = new Int32Array(communities.length).fill(-1);
  let count = 0;
  const renamed = communities.map((community) => {
    if (numbers[community] === -1) {
      numbers[community] = count;
      count += 1;
    }
    return numbers[community]!;
  });
  return { communities: renamed, count };
};

/** Moves each node to the neighbouring community that gains most, in rounds, until none moves. */
const moveNodes = ({ nodeCount, offsets, targets, weights }: Csr): Uint32Array => {
  const communities = Uint32Array.from({ length: nodeCount }, (_, node) => node);
  const strengths = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node += 1)
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) strengths[node]! += weights[arc]!;
  const total = strengths.reduce((sum, strength) => sum + strength, 0);
  if (total === 0) return communities;
  const totals = strengths.slice();
  const shared = new Float64Array(nodeCount);
  const touched = new Uint32Array(nodeCount);
  // Each move gains, so rounds end by themselves; the bound is for sums that rounding keeps from settling.
  for (let round = 0, moved = 1; moved > 0 && round < 100; round += 1) {
    moved = 0;
    for (let node = 0; node < nodeCount; node += 1) {
      const own = communities[node]!;
      let count = 0;
      for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
        if (targets[arc] === node) continue;
        const community = communities[targets[arc]!]!;
        if (shared[community] === 0) {
          touched[count] = community;
          count += 1;
        }
        shared[community]! += weights[arc]!;
      }
      const strength = strengths[node]! / total;
      totals[own]! -= strengths[node]!;
      let best = own;
      let most = shared[own]! - strength * totals[own]!;
      for (let at = 0; at < count; at += 1) {
        const community = touched[at]!;
        const gain = shared[community]! - strength * totals[community]!;
        if (gain > most + 1e-12 || (gain > most - 1e-12 && best !== own && community < best)) [best, most] = [community, gain];
      }
      for (let at = 0; at < count; at += 1) shared[touched[at]!] = 0;
      totals[best]! += strengths[node]!;
      if (best === own) continue;
      communities[node] = best;
      moved += 1;
    }
  }
  return communities;
};

/** One node for each community; what lay inside becomes a loop. */
const merged = (csr: Csr, communities: Uint32Array, count: number): Csr => {
  const sources = arcSources(csr).map((node) => communities[node]!);
  const targets = csr.targets.map((node) => communities[node]!);
  const parallel = createCsr(count, { sources, targets, weights: csr.weights }, "directed");
  const offsets = new Uint32Array(count + 1);
  let end = 0;
  for (let node = 0; node < count; node += 1) {
    for (let arc = parallel.offsets[node]!; arc < parallel.offsets[node + 1]!; arc += 1) {
      // Targets of one node ascend, so parallel arcs stand side by side. What is written lies before what is read.
      if (end > offsets[node]! && parallel.targets[end - 1] === parallel.targets[arc]) {
        parallel.weights[end - 1]! += parallel.weights[arc]!;
        continue;
      }
      parallel.targets[end] = parallel.targets[arc]!;
      parallel.weights[end] = parallel.weights[arc]!;
      end += 1;
    }
    offsets[node + 1] = end;
  }
  return { nodeCount: count, offsets, targets: parallel.targets.subarray(0, end), weights: parallel.weights.subarray(0, end) };
};

/**
 * Communities by the method of Louvain (Blondel, Guillaume, Lambiotte and Lefebvre 2008), always the same for the same graph: nodes
 * are visited in their order, a node stays where leaving gains nothing, and of equal gains the lowest number wins. `csr` holds every
 * edge both ways, with weights above 0. The result names each node's community, numbered by its least node.
 */
export const findCommunities = (csr: Csr): Uint32Array => {
  let level = csr;
  let result: Uint32Array = Uint32Array.from({ length: csr.nodeCount }, (_, node) => node);
  for (;;) {
    const { communities, count } = renumbered(moveNodes(level));
    if (count === level.nodeCount) return renumbered(result).communities;
    result = result.map((node) => communities[node]!);
    level = merged(level, communities, count);
  }
};
