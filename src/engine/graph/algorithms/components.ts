import { type Csr, undirected } from "../csr.ts";
import { neighbourhood } from "./neighbourhood.ts";

/** Which part each node lies in when direction is ignored (weakly connected components): 0 for the part of node 0, and so on. */
export const weakComponents = (csr: Csr): Uint32Array => {
  const both = undirected(csr);
  const unknown = csr.nodeCount;
  const parts = new Uint32Array(csr.nodeCount).fill(unknown);
  let count = 0;
  for (let node = 0; node < csr.nodeCount; node += 1) {
    if (parts[node] !== unknown) continue;
    for (const member of neighbourhood(both, [node], Number.POSITIVE_INFINITY).keys()) parts[member] = count;
    count += 1;
  }
  return parts;
};
