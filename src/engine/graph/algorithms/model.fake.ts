import { DirectedGraph, UndirectedGraph } from "graphology";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { type Csr, createCsr, type Orientation } from "../csr.ts";
import { edgesIn, type NamedEdge } from "./published.fake.ts";

/** One graph twice: as rows of ours, and as graphology has it, the oracle. Node `n` of ours is named `names[n]` there. */
export interface Model {
  readonly names: readonly string[];
  readonly csr: Csr;
  readonly graph: UndirectedGraph | DirectedGraph;
}

const modelOf = (names: readonly string[], edges: readonly NamedEdge[], orientation: Orientation): Model => {
  const numbers = new Map(names.map((name, number) => [name, number]));
  const csr = createCsr(
    names.length,
    {
      sources: Uint32Array.from(edges, ({ from }) => numbers.get(from) ?? -1),
      targets: Uint32Array.from(edges, ({ to }) => numbers.get(to) ?? -1),
      weights: Float64Array.from(edges, ({ weight }) => weight),
    },
    orientation,
  );
  const graph = orientation === "undirected" ? new UndirectedGraph() : new DirectedGraph();
  for (const name of names) graph.addNode(name);
  for (const { from, to, weight } of edges) graph.addEdge(from, to, { weight });
  return { names, csr, graph };
};

/** A published graph, undirected; its nodes are numbered as they first appear. */
export const published = (text: string): Model => {
  const edges = edgesIn(text);
  return modelOf([...new Set(edges.flatMap(({ from, to }) => [from, to]))], edges, "undirected");
};

/** So many random edges, none twice and no loops, with whole weights from 1 to 9. */
export const randomModel = (seed: number, nodeCount: number, edgeCount: number, orientation: Orientation): Model => {
  const random = createFakeRandom(seed);
  const pick = (): number => Math.floor(random.next() * nodeCount);
  const edges = new Map<string, NamedEdge>();
  for (let at = 0; at < edgeCount; at += 1) {
    const [a, b] = [pick(), pick()];
    const [from, to] = orientation === "undirected" && b < a ? [b, a] : [a, b];
    if (from !== to) edges.set(`${from} ${to}`, { from: `${from}`, to: `${to}`, weight: 1 + Math.floor(random.next() * 9) });
  }
  return modelOf(
    Array.from({ length: nodeCount }, (_, node) => `${node}`),
    [...edges.values()],
    orientation,
  );
};

export const finished = <Value>(steps: Generator<unknown, Value>): Value => {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
};
