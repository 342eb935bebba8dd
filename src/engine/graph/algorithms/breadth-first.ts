import type { Csr } from "../csr.ts";

/** Steps from the start; −1: it cannot be reached. */
export interface BreadthFirst {
  /** In the order in which they are found, nearest first, the start itself first. */
  readonly order: Uint32Array;
  readonly steps: Int32Array;
  /** From which node each was found; −1: from none. */
  readonly parents: Int32Array;
}

/** Goes along outgoing arcs, all of one distance before those of the next, up to `depth` steps. */
export const breadthFirst = (csr: Csr, start: number, depth = Number.POSITIVE_INFINITY): BreadthFirst => {
  const { nodeCount, offsets, targets } = csr;
  const steps = new Int32Array(nodeCount).fill(-1);
  const parents = new Int32Array(nodeCount).fill(-1);
  const queue = new Uint32Array(nodeCount);
  let end = 1;
  queue[0] = start;
  steps[start] = 0;
  for (let head = 0; head < end; head += 1) {
    const node = queue[head]!;
    if (steps[node]! >= depth) break;
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      const next = targets[arc]!;
      if (steps[next] !== -1) continue;
      steps[next] = steps[node]! + 1;
      parents[next] = node;
      queue[end] = next;
      end += 1;
    }
  }
  return { order: queue.slice(0, end), steps, parents };
};

/** The way that `parents` tell, from its start to `end`, both included. */
export const wayTo = (parents: Int32Array, end: number): readonly number[] => {
  const way: number[] = [];
  for (let node = end; node !== -1; node = parents[node]!) way.push(node);
  return way.reverse();
};

/** A way with the fewest arcs, both ends included; `[node]` from a node to itself; undefined where there is none. */
export const fewestSteps = (csr: Csr, start: number, end: number): readonly number[] | undefined => {
  const { parents, steps } = breadthFirst(csr, start);
  return steps[end] === -1 ? undefined : wayTo(parents, end);
};
