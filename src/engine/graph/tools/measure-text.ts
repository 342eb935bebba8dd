import { assertNever } from "../../../kernel/base/result.ts";
import { betweenness, choosePivots, sampledError } from "../algorithms/betweenness.ts";
import { findCommunities, modularity } from "../algorithms/communities.ts";
import { findCycles } from "../algorithms/cycles.ts";
import { pageRank } from "../algorithms/page-rank.ts";
import { topologicalOrder } from "../algorithms/topological-order.ts";
import type { EntityGraph } from "../entity-files.ts";
import { type EntityRows, rowsOf, tiesOf } from "../entity-rows.ts";
import type { QueryInput } from "./graph-tools.ts";

type Measure = NonNullable<QueryInput["measure"]>;

/** Above so many nodes betweenness is estimated from as many as `pivotCount`, always the same ones. */
export const exactNodes = 2_000;
const pivotCount = 256;

/** Evenly spread numbers (additive recurrence with the golden ratio), so the same graph is always measured the same way. */
const spreadNumbers = (): (() => number) => {
  let at = 0.5;
  return () => {
    at = (at + 0.6180339887498949) % 1;
    return at;
  };
};

const ranked = (names: readonly string[], values: Float64Array, limit: number): readonly string[] =>
  [...values]
    .map((value, node) => ({ value, name: names[node] ?? "" }))
    .sort((a, b) => b.value - a.value)
    .slice(0, limit)
    .map(({ name, value }) => `${name}: ${value.toPrecision(3)}`);

/** Who connects others, the most first. `how`: exactly or how nearly. */
export const betweenLines = (names: readonly string[], shares: Float64Array, how: string, limit: number): readonly string[] => [
  `The share of shortest paths between others that lead through each, ${how}:`,
  ...ranked(names, shares, limit),
];

const betweenText = ({ both }: EntityRows, names: readonly string[], limit: number): readonly string[] => {
  const pivots = both.nodeCount > exactNodes ? choosePivots(both.nodeCount, pivotCount, spreadNumbers()) : undefined;
  const steps = betweenness(both, pivots);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const about =
    pivots === undefined
      ? "exact"
      : `estimated from ${pivotCount} entities, off by at most ${sampledError(pivotCount).toFixed(2)}; with exact: true, from all`;
  return betweenLines(names, step.value, about, limit);
};

const communityText = (rows: EntityRows, names: readonly string[], limit: number): readonly string[] => {
  const ties = tiesOf(rows);
  const communities = findCommunities(ties);
  const members: number[][] = [];
  for (const [node, community] of communities.entries()) {
    members[community] ??= [];
    members[community].push(node);
  }
  const groups = members.toSorted((a, b) => b.length - a.length).slice(0, limit);
  return [
    `${members.length === 1 ? "1 community" : `${members.length} communities`}, modularity ${modularity(ties, communities).toFixed(2)}:`,
    ...groups.map((group) => group.map((node) => names[node]).join(", ")),
  ];
};

/** A measure of the whole graph as lines for the model. */
export const measureText = (graph: EntityGraph, measure: Measure, limit: number): string => {
  const rows = rowsOf(graph);
  const names = rows.ids.map((id) => graph.names.get(id) ?? id);
  const named = (nodes: Iterable<number>): readonly string[] => [...nodes].map((node) => names[node] ?? "");
  switch (measure) {
    case "importance":
      return ["PageRank, all together 1:", ...ranked(names, pageRank(rows.out, {}, rows.into), limit)].join("\n");
    case "between":
      return betweenText(rows, names, limit).join("\n");
    case "communities":
      return communityText(rows, names, limit).join("\n");
    case "cycles": {
      const cycles = findCycles(rows.out);
      const lines = cycles.slice(0, limit).map((cycle) => named([...cycle, cycle[0] ?? 0]).join(" → "));
      return cycles.length === 0 ? "No cycle: no relations lead back to where they start." : lines.join("\n");
    }
    case "order": {
      const order = topologicalOrder(rows.out);
      return order.ok
        ? named(order.value).slice(0, limit).join("\n")
        : `There is no order, because of a cycle: ${named([...order.error, order.error[0] ?? 0]).join(" → ")}`;
    }
    default:
      return assertNever(measure);
  }
};
