import type { GraphLink, GraphNode, GraphView } from "../../../kernel/memory/graph-view.ts";

/**
 * `current`: what counts; `past`: also what ceased to count; otherwise only what was said or ended in that time, as of which it is
 * told whether it counts.
 */
export const graphTimes = ["current", "past", "hour", "day", "week"] as const;
export type GraphTime = (typeof graphTimes)[number];

const hourMs = 3_600_000;
const spanMs: Readonly<Record<GraphTime, number>> = {
  current: Number.POSITIVE_INFINITY,
  past: Number.POSITIVE_INFINITY,
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
};

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
  readonly time: GraphTime;
}

export const showsAll: GraphFilter = { search: "", kind: "", community: undefined, around: undefined, time: "current" };

/** The links of a time: of a span those that began or ended in it. */
const linksIn = (links: readonly GraphLink[], time: GraphTime, now: number): readonly GraphLink[] => {
  if (time === "past") return links;
  if (time === "current")
    return links.some(({ until }) => until !== undefined) ? links.filter(({ until }) => until === undefined) : links;
  return links.filter(({ since, until }) => now - (until ?? since) <= spanMs[time]);
};

export const neighboursIn = (links: readonly GraphLink[], id: string): ReadonlySet<string> =>
  new Set([id, ...links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))]);

/** The nodes that fit, in their order, and the links among them. */
export const filterGraph = (
  { links: all, nodes }: Pick<GraphView, "links" | "nodes">,
  { around, community, kind, search, time }: GraphFilter,
  now: number,
): { readonly nodes: readonly GraphNode[]; readonly links: readonly GraphLink[] } => {
  const words = search.trim().toLowerCase();
  const links = linksIn(all, time, now);
  const ends = spanMs[time] === Number.POSITIVE_INFINITY ? undefined : new Set(links.flatMap(({ from, to }) => [from, to]));
  const near = around === undefined ? undefined : neighboursIn(links, around);
  const shown = nodes.filter(
    (node) =>
      (words === "" || node.label.toLowerCase().includes(words)) &&
      (kind === "" || node.kind === kind) &&
      (community === undefined || node.community === community) &&
      (near === undefined || near.has(node.id)) &&
      // What a relation of that time leads to is shown, whenever something was said of it.
      (ends === undefined || ends.has(node.id) || now - node.changedAt <= spanMs[time]),
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
export const isOnPath = (path: readonly string[], { from, to }: Pick<GraphLink, "from" | "to">): boolean =>
  path.some((id, at) => at > 0 && ((path[at - 1] === from && id === to) || (path[at - 1] === to && id === from)));
