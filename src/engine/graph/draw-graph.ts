import { type GraphEntity, type GraphRelation, isCurrent } from "../../kernel/memory/graph.ts";
import { type GraphLink, type GraphNode, type GraphView, maxDrawnNodes } from "../../kernel/memory/graph-view.ts";
import { findCommunities } from "./algorithms/communities.ts";
import { pageRank } from "./algorithms/page-rank.ts";
import { type Csr, createCsr } from "./csr.ts";
import type { EntityGraph } from "./entity-files.ts";
import { rowsOf, tiesOf } from "./entity-rows.ts";
import { layOut, type Position } from "./layout.ts";

/** Where nodes stand, from one visit to the next. */
export interface Positions {
  readonly get: () => ReadonlyMap<string, Position>;
  readonly keep: (positions: ReadonlyMap<string, Position>) => Promise<void>;
}

/** Numbers the communities by their size, the largest 0; of equal ones the one with the lower number first. */
const bySize = (communities: Uint32Array): Uint32Array => {
  const sizes: number[] = [];
  for (const community of communities) sizes[community] = (sizes[community] ?? 0) + 1;
  const order = sizes
    .map((size, community) => ({ size, community }))
    .sort((a, b) => b.size - a.size || a.community - b.community);
  const places = new Uint32Array(sizes.length);
  for (const [place, { community }] of order.entries()) places[community] = place;
  return communities.map((community) => places[community]!);
};

/** The rows of some nodes among themselves. */
const rowsAmong = ({ offsets, targets, weights }: Csr, nodes: readonly number[]): Csr => {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const [sources, ends, costs]: [number[], number[], number[]] = [[], [], []];
  for (const [place, node] of nodes.entries()) {
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc += 1) {
      const end = places.get(targets[arc]!);
      if (end === undefined) continue;
      sources.push(place);
      ends.push(end);
      costs.push(weights[arc]!);
    }
  }
  const edges = { sources: Uint32Array.from(sources), targets: Uint32Array.from(ends), weights: Float64Array.from(costs) };
  return createCsr(nodes.length, edges, "directed");
};

const changedAt = ({ facts, relations }: GraphEntity): number =>
  [...facts, ...relations].reduce((latest, { from, superseded }) => Math.max(latest, superseded?.at ?? from), 0);

const linkOf = (from: string, { from: since, kind, superseded, to, weight }: GraphRelation): GraphLink => ({
  from,
  to,
  kind,
  weight,
  since,
  ...(superseded === undefined ? {} : { until: superseded.at }),
});

/** The graph as it is drawn: sized by importance, coloured by community, each node where it stood before. */
export const drawGraph = async (
  graph: EntityGraph,
  positions: Positions,
  breathe: () => Promise<void>,
): Promise<Omit<GraphView, "moments" | "unreadable" | "forbidden">> => {
  const rows = rowsOf(graph);
  const ties = tiesOf(rows);
  const communities = bySize(findCommunities(ties));
  const ranks = pageRank(ties, { tolerance: 1e-9 }, ties);
  const highest = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  const drawn = [...rows.ids.keys()].sort((a, b) => ranks[b]! - ranks[a]! || a - b).slice(0, maxDrawnNodes);
  const ids = drawn.map((node) => rows.ids[node]!);
  const before = positions.get();
  const fixed = new Map(
    ids.flatMap((id): [string, Position][] => {
      const at = before.get(id);
      return at === undefined ? [] : [[id, at]];
    }),
  );
  const shown = Uint32Array.from(drawn, (node) => communities[node]!);
  const places = await layOut({ ids, ties: rowsAmong(ties, drawn), communities: shown, fixed }, breathe);
  if (fixed.size < ids.length) await positions.keep(places);
  const nodes = drawn.map((node, place): GraphNode => {
    const id = ids[place]!;
    const entity = graph.entities.get(id);
    const [x, y] = places.get(id) ?? [0, 0];
    return {
      id,
      label: graph.names.get(id) ?? id,
      kind: entity?.kind ?? "",
      isKnown: entity !== undefined,
      community: communities[node]!,
      importance: ranks[node]! / highest,
      facts: entity?.facts.filter(isCurrent).length ?? 0,
      relations: rows.both.offsets[node + 1]! - rows.both.offsets[node]!,
      x,
      y,
      changedAt: entity === undefined ? 0 : changedAt(entity),
    };
  });
  const among = new Set(ids);
  const links = ids.flatMap((from): readonly GraphLink[] =>
    (graph.entities.get(from)?.relations ?? []).flatMap((relation) => (among.has(relation.to) ? [linkOf(from, relation)] : [])),
  );
  return {
    nodes,
    links,
    entities: graph.entities.size,
    relations: rows.out.targets.length,
    communities: communities.reduce((most, community) => Math.max(most, community + 1), 0),
  };
};
