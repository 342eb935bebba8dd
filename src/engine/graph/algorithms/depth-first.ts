import type { Csr } from "../csr.ts";

/** The nodes that outgoing arcs lead to, in the order in which going as deep as possible first finds them; the start is the first. */
export const depthFirst = (csr: Csr, start: number): readonly number[] => {
  const { nodeCount, offsets, targets } = csr;
  const seen = new Uint8Array(nodeCount);
  const nextArc = offsets.slice(0, nodeCount);
  const order = [start];
  const open = [start];
  seen[start] = 1;
  while (open.length > 0) {
    const node = open[open.length - 1]!;
    const arc = nextArc[node]!;
    if (arc === offsets[node + 1]) {
      open.pop();
      continue;
    }
    nextArc[node] = arc + 1;
    const next = targets[arc]!;
    if (seen[next] === 1) continue;
    seen[next] = 1;
    order.push(next);
    open.push(next);
  }
  return order;
};
