import type { Csr } from "../csr.ts";
import { fewestSteps } from "./breadth-first.ts";

/**
 * The strongly connected components (Tarjan 1972), without recursion: sets of nodes that all lead to one another. Each ascending,
 * and they in the order of their least node.
 */
export const strongComponents = ({ nodeCount, offsets, targets }: Csr): readonly (readonly number[])[] => {
  const found = new Int32Array(nodeCount).fill(-1);
  const lowest = new Int32Array(nodeCount);
  const isOpen = new Uint8Array(nodeCount);
  const nextArc = offsets.slice(0, nodeCount);
  const components: number[][] = [];
  const open: number[] = [];
  const trail: number[] = [];
  let count = 0;
  const enter = (node: number): void => {
    found[node] = count;
    lowest[node] = count;
    count += 1;
    isOpen[node] = 1;
    open.push(node);
    trail.push(node);
  };
  const leave = (node: number): void => {
    trail.pop();
    const above = trail[trail.length - 1];
    if (above !== undefined) lowest[above] = Math.min(lowest[above]!, lowest[node]!);
    if (lowest[node] !== found[node]) return;
    const members = open.splice(open.lastIndexOf(node));
    for (const member of members) isOpen[member] = 0;
    components.push(members.sort((a, b) => a - b));
  };
  for (let root = 0; root < nodeCount; root += 1) {
    if (found[root] !== -1) continue;
    enter(root);
    for (let node = trail[trail.length - 1]; node !== undefined; node = trail[trail.length - 1]) {
      const arc = nextArc[node]!;
      if (arc === offsets[node + 1]) {
        leave(node);
        continue;
      }
      nextArc[node] = arc + 1;
      const next = targets[arc]!;
      if (found[next] === -1) enter(next);
      else if (isOpen[next] === 1) lowest[node] = Math.min(lowest[node]!, found[next]!);
    }
  }
  return components.sort(([a = 0], [b = 0]) => a - b);
};

/**
 * One shortest cycle through the least node of each strongly connected component that has one, the node not repeated at the end.
 * Empty: the graph has no cycle. (All simple cycles may be exponentially many.)
 */
export const findCycles = (csr: Csr): readonly (readonly number[])[] =>
  strongComponents(csr).flatMap(([node = 0]): readonly (readonly number[])[] => {
    const row = csr.targets.subarray(csr.offsets[node], csr.offsets[node + 1]);
    let shortest: readonly number[] | undefined;
    for (const next of row) {
      const back = fewestSteps(csr, next, node);
      if (back !== undefined && (shortest === undefined || back.length < shortest.length)) shortest = back;
    }
    return shortest === undefined ? [] : [[node, ...shortest.slice(0, -1)]];
  });
