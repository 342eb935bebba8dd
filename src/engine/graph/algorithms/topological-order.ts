import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Csr } from "../csr.ts";
import { findCycles } from "./cycles.ts";

/**
 * All nodes so that every arc leads forward (Kahn 1962); among those that could be next, the one that became free first. The error
 * is a cycle, where there is one.
 */
export const topologicalOrder = (csr: Csr): Result<Uint32Array, readonly number[]> => {
  const { nodeCount, offsets, targets } = csr;
  const waiting = new Uint32Array(nodeCount);
  for (let arc = 0; arc < targets.length; arc += 1) waiting[targets[arc]!]! += 1;
  const order = new Uint32Array(nodeCount);
  let end = 0;
  for (let node = 0; node < nodeCount; node += 1) {
    if (waiting[node] !== 0) continue;
    order[end] = node;
    end += 1;
  }
  for (let head = 0; head < end; head += 1) {
    const node = order[head]!;
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      const next = targets[arc]!;
      waiting[next]! -= 1;
      if (waiting[next] !== 0) continue;
      order[end] = next;
      end += 1;
    }
  }
  return end === nodeCount ? ok(order) : err(findCycles(csr)[0] ?? []);
};
