import { UndirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import type { Csr } from "./csr.ts";

export type Position = readonly [x: number, y: number];

interface LayoutInput {
  readonly ids: readonly string[];
  /** With arcs both ways. */
  readonly ties: Csr;
  readonly communities: Uint32Array;
  /** Where nodes stand already: they stay there. */
  readonly fixed: ReadonlyMap<string, Position>;
}

/** The angle of sunflower seeds: points of a spiral that never line up (Vogel 1979). */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

const spiral = (place: number, step: number): Position => [
  Math.cos(place * goldenAngle) * step * Math.sqrt(place + 0.5),
  Math.sin(place * goldenAngle) * step * Math.sqrt(place + 0.5),
];

/** A first place for each node: beside what it is tied to where that stands already, else in a spiral around its community's own place. */
const firstPlaces = ({ communities, fixed, ids, ties }: LayoutInput): readonly Position[] => {
  const members = new Map<number, number>();
  return ids.map((id, node): Position => {
    const stays = fixed.get(id);
    if (stays !== undefined) return stays;
    const place = members.get(communities[node]!) ?? 0;
    members.set(communities[node]!, place + 1);
    const [dx, dy] = spiral(place, 6);
    const near = [...ties.targets.subarray(ties.offsets[node], ties.offsets[node + 1])].flatMap((other) => {
      const at = fixed.get(ids[other]!);
      return at === undefined ? [] : [at];
    });
    if (near.length === 0) {
      const [x, y] = spiral(communities[node]!, 60);
      return [x + dx, y + dy];
    }
    const [x, y] = near.reduce<Position>(([sumX, sumY], [atX, atY]) => [sumX + atX, sumY + atY], [0, 0]);
    return [x / near.length + dx, y / near.length + dy];
  });
};

/** Rounds so that a layout takes about as long for any size: a few hundred for a small graph, fewer for a large one. */
const roundsFor = (nodes: number, arcs: number): number => Math.round(Math.max(30, Math.min(400, 400_000 / (nodes + arcs + 1))));
/** Between two of them the worker does other things. */
const roundsAtOnce = 20;

/**
 * Places for all nodes, by ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian 2014) from first places that follow from the graph:
 * the same graph always lies the same way, and what has a place keeps it. `breathe` is awaited from time to time.
 */
export const layOut = async (input: LayoutInput, breathe: () => Promise<void>): Promise<ReadonlyMap<string, Position>> => {
  const { fixed, ids, ties } = input;
  const graph = new UndirectedGraph();
  const places = firstPlaces(input);
  for (const [node, id] of ids.entries())
    graph.addNode(id, { x: places[node]![0], y: places[node]![1], ...(fixed.has(id) ? { fixed: true } : {}) });
  for (const [node, id] of ids.entries())
    for (const other of ties.targets.subarray(ties.offsets[node], ties.offsets[node + 1]))
      if (other > node) graph.mergeEdge(id, ids[other]);
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    gravity: 0.4,
    scalingRatio: 12,
    strongGravityMode: true,
    slowDown: 4,
    barnesHutOptimize: ids.length > 500,
  };
  if (ids.some((id) => !fixed.has(id))) {
    const rounds = roundsFor(ids.length, ties.targets.length);
    for (let done = 0; done < rounds; done += roundsAtOnce) {
      forceAtlas2.assign(graph, { iterations: Math.min(roundsAtOnce, rounds - done), settings });
      await breathe();
    }
  }
  return new Map(
    ids.map((id) => [id, [round(graph.getNodeAttribute(id, "x")), round(graph.getNodeAttribute(id, "y"))] as const]),
  );
};

/** Tenths are finer than anybody sees, and short to keep. */
const round = (value: number): number => (Number.isFinite(value) ? Math.round(value * 10) / 10 : 0);
