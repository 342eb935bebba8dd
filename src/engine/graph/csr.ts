/**
 * A graph as three typed arrays (compressed sparse rows): the arcs of node `v` stand at `offsets[v]` up to `offsets[v + 1]`.
 * Nodes are 0 … nodeCount − 1. The algorithms beside this file take their indices from these arrays, so each index is inside them;
 * that is what `!` says in their loops.
 */
export interface Csr {
  readonly nodeCount: number;
  readonly offsets: Uint32Array;
  /** Within one node ascending. */
  readonly targets: Uint32Array;
  /** What going along an arc costs. */
  readonly weights: Float64Array;
}

/** Edges in any order; parallel edges and loops are kept. */
export interface EdgeList {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  /** One for each edge. Absent: each costs 1. */
  readonly weights?: Float64Array;
}

export type Orientation = "directed" | "undirected";

const startsOf = (counts: Uint32Array): Uint32Array => {
  const offsets = new Uint32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) offsets[at + 1] = offsets[at]! + counts[at]!;
  return offsets;
};

/** Sorts arcs by source, keeping the order within one source. `keys` are the sources. */
const bySource = (nodeCount: number, keys: Uint32Array, values: Uint32Array, weights: Float64Array): Csr => {
  const counts = new Uint32Array(nodeCount);
  for (let at = 0; at < keys.length; at += 1) counts[keys[at]!]! += 1;
  const offsets = startsOf(counts);
  const next = offsets.slice(0, nodeCount);
  const targets = new Uint32Array(keys.length);
  const sorted = new Float64Array(keys.length);
  for (let at = 0; at < keys.length; at += 1) {
    const place = next[keys[at]!]!;
    next[keys[at]!] = place + 1;
    targets[place] = values[at]!;
    sorted[place] = weights[at]!;
  }
  return { nodeCount, offsets, targets, weights: sorted };
};

/** The source of each arc, in the order of the arcs. */
export const arcSources = ({ nodeCount, offsets }: Csr): Uint32Array => {
  const sources = new Uint32Array(offsets[nodeCount]!);
  for (let node = 0; node < nodeCount; node += 1) sources.fill(node, offsets[node], offsets[node + 1]);
  return sources;
};

/** The same graph with every arc turned around: its rows are who points here. */
export const reversed = (csr: Csr): Csr => bySource(csr.nodeCount, csr.targets, arcSources(csr), csr.weights);

const bothWays = ({ sources, targets, weights }: Required<EdgeList>): Required<EdgeList> => {
  const loops = sources.reduce((sum, source, at) => sum + (source === targets[at] ? 1 : 0), 0);
  const size = 2 * sources.length - loops;
  const both = { sources: new Uint32Array(size), targets: new Uint32Array(size), weights: new Float64Array(size) };
  both.sources.set(sources);
  both.targets.set(targets);
  both.weights.set(weights);
  let end = sources.length;
  for (let at = 0; at < sources.length; at += 1) {
    if (sources[at] === targets[at]) continue;
    both.sources[end] = targets[at]!;
    both.targets[end] = sources[at]!;
    both.weights[end] = weights[at]!;
    end += 1;
  }
  return both;
};

/**
 * Builds the rows in time proportional to nodes and edges: two counting sorts, the second by source, so targets ascend. Undirected:
 * each edge is an arc each way, and a loop one arc. Throws a `RangeError` where an edge names a node that is not there.
 */
export const createCsr = (nodeCount: number, edges: EdgeList, orientation: Orientation): Csr => {
  for (const ends of [edges.sources, edges.targets])
    for (let at = 0; at < ends.length; at += 1)
      if (ends[at]! >= nodeCount) throw new RangeError(`An edge names node ${ends[at]} of ${nodeCount}.`);
  const directed = { ...edges, weights: edges.weights ?? new Float64Array(edges.sources.length).fill(1) };
  const { sources, targets, weights } = orientation === "directed" ? directed : bothWays(directed);
  return reversed(bySource(nodeCount, targets, sources, weights));
};

/** Every arc both ways, parallel ones kept: for what ignores direction. */
export const undirected = (csr: Csr): Csr =>
  createCsr(csr.nodeCount, { sources: arcSources(csr), targets: csr.targets, weights: csr.weights }, "undirected");
