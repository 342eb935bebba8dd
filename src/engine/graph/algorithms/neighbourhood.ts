import type { Csr } from "../csr.ts";
import { breadthFirst } from "./breadth-first.ts";

/** Everything that outgoing arcs lead to, the start included, ascending: its row of the transitive closure. */
export const transitiveClosure = (csr: Csr, start: number): Uint32Array => breadthFirst(csr, start).order.sort();

/** What lies within so many steps of any of the starts, each with its steps, nearest first. `csr` says which way steps go. */
export const neighbourhood = (csr: Csr, starts: readonly number[], depth: number): ReadonlyMap<number, number> => {
  const { offsets, targets } = csr;
  const steps = new Map<number, number>(starts.map((start) => [start, 0]));
  // A map hands out what is added while it is walked through.
  for (const [node, so] of steps) {
    if (so >= depth) break;
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      const next = targets[arc]!;
      if (!steps.has(next)) steps.set(next, so + 1);
    }
  }
  return steps;
};
