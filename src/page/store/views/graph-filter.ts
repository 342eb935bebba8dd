import type { GraphLink, GraphNode, GraphView } from "../../../kernel/graph-view.ts";

/** What of the graph is shown. */
export interface GraphFilter {
  /** In names; letters of either case. */
  readonly search: string;
  /** Empty: every kind. */
  readonly kind: string;
  /** Undefined: every community. */
  readonly community: number | undefined;
  /** Only this node and what is tied to it. */
  readonly around: string | undefined;
}

export const showsAll: GraphFilter = { search: "", kind: "", community: undefined, around: undefined };

export const neighboursIn = (links: readonly GraphLink[], id: string): ReadonlySet<string> =>
  new Set([id, ...links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))]);

/** The nodes that fit, in their order, and the links among them. */
export const filterGraph = (
  { links, nodes }: Pick<GraphView, "links" | "nodes">,
  { around, community, kind, search }: GraphFilter,
): { readonly nodes: readonly GraphNode[]; readonly links: readonly GraphLink[] } => {
  const words = search.trim().toLowerCase();
  const near = around === undefined ? undefined : neighboursIn(links, around);
  const shown = nodes.filter(
    (node) =>
      (words === "" || node.label.toLowerCase().includes(words)) &&
      (kind === "" || node.kind === kind) &&
      (community === undefined || node.community === community) &&
      (near === undefined || near.has(node.id)),
  );
  if (shown.length === nodes.length) return { nodes, links };
  const ids = new Set(shown.map(({ id }) => id));
  return { nodes: shown, links: links.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
};

/** The kinds of the graph with how many there are of each, the commonest first. */
export const kindsIn = (nodes: readonly GraphNode[]): readonly (readonly [kind: string, count: number])[] => {
  const counts = new Map<string, number>();
  for (const { isKnown, kind } of nodes) if (isKnown) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([one, a], [other, b]) => b - a || one.localeCompare(other));
};

/** Communities of more than one node, with the name of the most important of each: nodes come in that order. */
export const communitiesIn = (
  nodes: readonly GraphNode[],
): readonly { readonly community: number; readonly name: string; readonly count: number }[] => {
  const found = new Map<number, { readonly community: number; readonly name: string; count: number }>();
  for (const { community, label } of nodes) {
    const known = found.get(community);
    if (known === undefined) found.set(community, { community, name: label, count: 1 });
    else known.count += 1;
  }
  return [...found.values()].filter(({ count }) => count > 1).sort((a, b) => a.community - b.community);
};

/** Whether a link is a step of a path. */
export const isOnPath = (path: readonly string[], { from, to }: GraphLink): boolean =>
  path.some((id, at) => at > 0 && ((path[at - 1] === from && id === to) || (path[at - 1] === to && id === from)));
