import type { Csr } from "../csr.ts";
import { wayTo } from "./breadth-first.ts";

export interface ShortestPaths {
  /** Infinity: it cannot be reached. */
  readonly distances: Float64Array;
  /** From which node each is reached; −1: from none. */
  readonly parents: Int32Array;
}

/** A heap of nodes by distance, each at most once, four children to a node: shallower than two, and its children lie together. */
const createHeap = (nodeCount: number, distances: Float64Array) => {
  const heap = new Uint32Array(nodeCount);
  const places = new Int32Array(nodeCount).fill(-1);
  let size = 0;
  const put = (node: number, place: number): void => {
    heap[place] = node;
    places[node] = place;
  };
  const rise = (node: number, from: number): void => {
    let place = from;
    const distance = distances[node]!;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const above = heap[parent]!;
      if (distances[above]! <= distance) break;
      put(above, place);
      place = parent;
    }
    put(node, place);
  };
  const sink = (node: number): void => {
    let place = 0;
    const distance = distances[node]!;
    for (;;) {
      const first = 4 * place + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child += 1) if (distances[heap[child]!]! < distances[heap[least]!]!) least = child;
      if (distances[heap[least]!]! >= distance) break;
      put(heap[least]!, place);
      place = least;
    }
    put(node, place);
  };
  return {
    /** It is nearer than it was, or it was not there. */
    offer: (node: number): void => {
      const place = places[node]!;
      if (place >= 0) return rise(node, place);
      size += 1;
      rise(node, size - 1);
    },
    /** The nearest, taken out; −1: none is left. */
    take: (): number => {
      if (size === 0) return -1;
      const nearest = heap[0]!;
      places[nearest] = -1;
      size -= 1;
      if (size > 0) sink(heap[size]!);
      return nearest;
    },
  };
};

const refuseNegative = (weights: Float64Array): void => {
  for (let arc = 0; arc < weights.length; arc += 1)
    if (!(weights[arc]! >= 0)) throw new RangeError(`A weight is ${weights[arc]}; shortest paths need 0 or more.`);
};

/**
 * The cheapest ways from one node to all others (Dijkstra 1959), or until `end` is settled. Of parallel arcs the cheapest counts.
 * Throws a `RangeError` where any weight of the graph is negative or no number.
 */
export const shortestPaths = (csr: Csr, start: number, end = -1): ShortestPaths => {
  const { nodeCount, offsets, targets, weights } = csr;
  refuseNegative(weights);
  const distances = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const parents = new Int32Array(nodeCount).fill(-1);
  const heap = createHeap(nodeCount, distances);
  distances[start] = 0;
  heap.offer(start);
  for (let node = heap.take(); node !== -1 && node !== end; node = heap.take()) {
    const so = distances[node]!;
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      const next = targets[arc]!;
      const distance = so + weights[arc]!;
      if (distance >= distances[next]!) continue;
      distances[next] = distance;
      parents[next] = node;
      heap.offer(next);
    }
  }
  return { distances, parents };
};

/** The cheapest way between two nodes, both included, and its cost; `[node]` and 0 to itself; undefined where there is none. */
export const cheapestWay = (
  csr: Csr,
  start: number,
  end: number,
): { readonly nodes: readonly number[]; readonly cost: number } | undefined => {
  const { distances, parents } = shortestPaths(csr, start, end);
  const cost = distances[end]!;
  return cost === Number.POSITIVE_INFINITY ? undefined : { nodes: wayTo(parents, end), cost };
};
