import type { Csr } from "../csr.ts";

/**
 * Arcs out and in of each node over nodeCount − 1 (Freeman 1978): 0 for a graph of one node, up to 2 where arcs go both ways, and
 * beyond with parallel arcs and loops.
 */
export const degreeCentrality = ({ nodeCount, offsets, targets }: Csr): Float64Array => {
  const degrees = new Float64Array(nodeCount);
  if (nodeCount < 2) return degrees;
  for (let node = 0; node < nodeCount; node += 1) degrees[node]! += offsets[node + 1]! - offsets[node]!;
  for (let arc = 0; arc < targets.length; arc += 1) degrees[targets[arc]!]! += 1;
  return degrees.map((degree) => degree / (nodeCount - 1));
};

/** Arcs over nodeCount · (nodeCount − 1), the most that there are without parallel arcs and loops; 0 for fewer than two nodes. */
export const density = ({ nodeCount, targets }: Csr): number =>
  nodeCount < 2 ? 0 : targets.length / (nodeCount * (nodeCount - 1));
