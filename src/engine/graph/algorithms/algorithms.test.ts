import louvain from "graphology-communities-louvain";
import betweennessCentrality from "graphology-metrics/centrality/betweenness.js";
import pagerank from "graphology-metrics/centrality/pagerank.js";
import { singleSource } from "graphology-shortest-path/dijkstra.js";
import { bidirectional, singleSourceLength } from "graphology-shortest-path/unweighted.js";
import { describe, expect, test } from "vitest";
import { type Csr, createCsr, reversed, undirected } from "../csr.ts";
import { betweenness } from "./betweenness.ts";
import { breadthFirst, fewestSteps } from "./breadth-first.ts";
import { findCommunities, modularity } from "./communities.ts";
import { weakComponents } from "./components.ts";
import { findCycles, strongComponents } from "./cycles.ts";
import { degreeCentrality, density } from "./degree.ts";
import { depthFirst } from "./depth-first.ts";
import { cheapestWay, shortestPaths } from "./dijkstra.ts";
import { finished, type Model, randomModel } from "./model.fake.ts";
import { neighbourhood, transitiveClosure } from "./neighbourhood.ts";
import { pageRank } from "./page-rank.ts";
import { topologicalOrder } from "./topological-order.ts";

/** Arcs as pairs, for small graphs by hand. */
const graphOf = (nodeCount: number, pairs: readonly (readonly [number, number, number?])[]): Csr =>
  createCsr(
    nodeCount,
    {
      sources: Uint32Array.from(pairs, ([from]) => from),
      targets: Uint32Array.from(pairs, ([, to]) => to),
      weights: Float64Array.from(pairs, ([, , weight = 1]) => weight),
    },
    "directed",
  );

const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
const randoms = (orientation: "directed" | "undirected"): readonly Model[] =>
  seeds.map((seed) => randomModel(seed, 5 + seed * 4, seed * seed * 4, orientation));

/** Which nodes a node leads to, by the definition: Warshall's matrix. */
const reachable = ({ nodeCount, offsets, targets }: Csr): readonly (readonly boolean[])[] => {
  const leads = Array.from({ length: nodeCount }, (_, from) =>
    Array.from({ length: nodeCount }, (__, to) => targets.subarray(offsets[from], offsets[from + 1]).includes(to)),
  );
  for (let by = 0; by < nodeCount; by += 1)
    for (const row of leads) if (row[by]) for (let to = 0; to < nodeCount; to += 1) row[to] ||= leads[by]?.[to] ?? false;
  return leads;
};

describe("on random graphs, as graphology has it", () => {
  test("breadth first finds the same steps, and a shortest way is one", () => {
    for (const { csr, graph, names } of [...randoms("directed"), ...randoms("undirected")]) {
      const steps = singleSourceLength(graph, "0");
      const ours = breadthFirst(csr, 0);
      expect([...ours.steps]).toEqual(names.map((name) => steps[name] ?? -1));
      for (const [node, name] of names.entries())
        expect(fewestSteps(csr, 0, node)?.length).toBe(bidirectional(graph, "0", name)?.length);
    }
  });

  test("Dijkstra's distances are the same, and its way costs what it says", () => {
    for (const { csr, graph, names } of [...randoms("directed"), ...randoms("undirected")]) {
      const weigh = (way: readonly string[]): number =>
        way.slice(1).reduce((sum, to, at) => sum + Number(graph.getEdgeAttribute(graph.edge(way[at], to), "weight")), 0);
      const ways = singleSource(graph, "0");
      const { distances } = shortestPaths(csr, 0);
      expect([...distances]).toEqual(
        names.map((name) => (ways[name] === undefined ? Number.POSITIVE_INFINITY : weigh(ways[name]))),
      );
      for (const node of names.keys()) {
        const way = cheapestWay(csr, 0, node);
        const cost = way === undefined ? Number.POSITIVE_INFINITY : way.cost;
        expect(cost).toBe(distances[node]);
        if (way !== undefined) expect(weigh(way.nodes.map((each) => `${each}`))).toBe(cost);
      }
    }
  });

  test("betweenness is the same", () => {
    for (const { csr, graph, names } of [...randoms("directed"), ...randoms("undirected")]) {
      const theirs = betweennessCentrality(graph, { getEdgeWeight: null });
      const ours = finished(betweenness(csr));
      names.forEach((name, node) => void expect(ours[node]).toBeCloseTo(theirs[name] ?? -1, 10));
    }
  });

  test("PageRank is the same", () => {
    for (const { csr, graph, names } of [...randoms("directed"), ...randoms("undirected")]) {
      const theirs = pagerank(graph, { tolerance: 1e-12, maxIterations: 1_000, getEdgeWeight: "weight" });
      const ours = pageRank(csr, { tolerance: 1e-12, maxRounds: 1_000 });
      expect(ours.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
      names.forEach((name, node) => void expect(ours[node]).toBeCloseTo(theirs[name] ?? -1, 8));
    }
  });

  test("communities are as good as those of graphology, and always the same", () => {
    for (const { csr, graph } of randoms("undirected")) {
      const { modularity: theirs } = louvain.detailed(graph, { randomWalk: false, getEdgeWeight: "weight" });
      const ours = findCommunities(csr);
      expect(modularity(csr, ours)).toBeGreaterThan(theirs - 0.05);
      expect(findCommunities(csr)).toEqual(ours);
    }
  });
});

describe("on random graphs, by the definition", () => {
  test("closure, depth first and neighbourhood reach what the matrix of reachability has", () => {
    for (const { csr } of randoms("directed")) {
      const leads = reachable(csr);
      for (let start = 0; start < csr.nodeCount; start += 3) {
        const expected = leads.flatMap((_, node) => (node === start || leads[start]?.[node] === true ? [node] : []));
        expect([...transitiveClosure(csr, start)]).toEqual(expected);
        expect([...depthFirst(csr, start)].sort((a, b) => a - b)).toEqual(expected);
        const { steps } = breadthFirst(csr, start);
        const near = neighbourhood(csr, [start], 2);
        expect([...near].toSorted(([a], [b]) => a - b)).toEqual(
          [...steps].flatMap((so, node) => (so >= 0 && so <= 2 ? [[node, so]] : [])),
        );
      }
    }
  });

  test("two nodes share a strong component where each leads to the other", () => {
    for (const { csr } of randoms("directed")) {
      const leads = reachable(csr);
      const components = strongComponents(csr);
      expect(components.flat().toSorted((a, b) => a - b)).toEqual(leads.map((_, node) => node));
      const together = leads.map((row, a) =>
        leads.flatMap((other, b) => (a === b || (row[b] === true && other[a] === true) ? [b] : [])),
      );
      for (const component of components) for (const node of component) expect(together[node]).toEqual(component);
    }
  });

  test("an order leads every arc forward, or there is a cycle and it is one", () => {
    const seen = new Set<boolean>();
    for (const [at, { csr }] of randoms("directed").entries()) {
      // Every other graph is made to lead upwards only, so it has an order.
      const sources = [...csr.offsets.slice(0, -1)].flatMap((start, node) => Array(csr.offsets[node + 1]! - start).fill(node));
      const pairs = [...csr.targets].map((to, arc): [number, number] => [sources[arc], to]);
      const graph =
        at % 2 === 0
          ? csr
          : graphOf(
              csr.nodeCount,
              pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
            );
      const order = topologicalOrder(graph);
      seen.add(order.ok);
      expect(order.ok).toBe(findCycles(graph).length === 0);
      if (order.ok) {
        const place = new Map([...order.value].map((node, index) => [node, index]));
        for (const [a, b] of pairs) expect(place.get(Math.min(a, b))! < place.get(Math.max(a, b))! || at % 2 === 0).toBe(true);
      } else {
        const cycle = order.error;
        for (const [index, node] of cycle.entries()) {
          const next = cycle[(index + 1) % cycle.length]!;
          expect(graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1]).includes(next)).toBe(true);
        }
      }
    }
    expect(seen.size).toBe(2);
  });
});

describe("on small graphs by hand", () => {
  const chain = graphOf(3, [
    [0, 1],
    [1, 2],
  ]);

  test("rows are sorted, keep parallel arcs and loops, and turn around", () => {
    const csr = graphOf(3, [
      [2, 1, 5],
      [0, 2, 3],
      [0, 1, 4],
      [0, 1, 2],
      [1, 1, 9],
    ]);
    expect([[...csr.offsets], [...csr.targets], [...csr.weights]]).toEqual([
      [0, 3, 4, 5],
      [1, 1, 2, 1, 1],
      [4, 2, 3, 9, 5],
    ]);
    expect(reversed(reversed(csr))).toEqual(csr);
    expect([...undirected(csr).targets]).toEqual([1, 1, 2, 0, 0, 1, 2, 0, 1]);
    expect(() => graphOf(1, [[0, 1]])).toThrow("An edge names node 1 of 1.");
  });

  test("the middle of a chain lies between its ends: on one of two ways, and on both where arcs go both ways", () => {
    expect([...finished(betweenness(chain))]).toEqual([0, 0.5, 0]);
    expect([...finished(betweenness(undirected(chain)))]).toEqual([0, 1, 0]);
    expect([...finished(betweenness(graphOf(2, [[0, 1]])))]).toEqual([0, 0]);
  });

  test("degree counts arcs out and in over the others, and may reach 2", () => {
    expect([...degreeCentrality(chain)]).toEqual([0.5, 1, 0.5]);
    expect([...degreeCentrality(undirected(chain))]).toEqual([1, 2, 1]);
    expect([[...degreeCentrality(graphOf(1, []))], density(graphOf(1, [])), density(chain)]).toEqual([[0], 0, 1 / 3]);
  });

  test("the cheapest of parallel arcs counts, and a negative weight anywhere is refused", () => {
    const csr = graphOf(4, [
      [0, 1, 5],
      [0, 1, 2],
      [1, 2, 0],
    ]);
    expect([cheapestWay(csr, 0, 2), cheapestWay(csr, 0, 0), cheapestWay(csr, 0, 3)]).toEqual([
      { nodes: [0, 1, 2], cost: 2 },
      { nodes: [0], cost: 0 },
      undefined,
    ]);
    expect(() => cheapestWay(graphOf(4, [[2, 3, -1]]), 0, 1)).toThrow("A weight is -1; shortest paths need 0 or more.");
  });

  test("depth first goes down one way before it takes the next", () => {
    const tree = graphOf(5, [
      [0, 1],
      [1, 3],
      [0, 2],
      [3, 4],
    ]);
    expect([depthFirst(tree, 0), [...breadthFirst(tree, 0).order]]).toEqual([
      [0, 1, 3, 4, 2],
      [0, 1, 2, 3, 4],
    ]);
  });

  test("cycles: a loop is one, and the shortest through the least node is told", () => {
    const csr = graphOf(6, [
      [0, 1],
      [1, 2],
      [2, 0],
      [1, 0],
      [3, 3],
      [4, 5],
    ]);
    expect(findCycles(csr)).toEqual([[0, 1], [3]]);
    expect([...weakComponents(csr)]).toEqual([0, 0, 0, 1, 2, 2]);
  });

  test("an empty graph, and one node alone", () => {
    const [none, one] = [graphOf(0, []), graphOf(1, [])];
    expect([pageRank(none).length, findCommunities(none).length, strongComponents(none), findCycles(none)]).toEqual([
      0,
      0,
      [],
      [],
    ]);
    expect(topologicalOrder(none)).toEqual({ ok: true, value: new Uint32Array() });
    expect([[...pageRank(one)], [...findCommunities(one)], modularity(one, findCommunities(one))]).toEqual([[1], [0], 0]);
    expect(neighbourhood(one, [0], 3)).toEqual(new Map([[0, 0]]));
  });

  test("two groups with one bridge are two communities", () => {
    const group = (first: number): readonly (readonly [number, number])[] => [
      [first, first + 1],
      [first + 1, first + 2],
      [first, first + 2],
    ];
    expect([...findCommunities(undirected(graphOf(7, [...group(0), ...group(3), [2, 3]])))]).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });
});
