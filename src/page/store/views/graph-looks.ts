import type {
  DifferenceKind,
  GraphDifference,
  GraphLink,
  GraphNode,
  GraphUse,
  GraphUses,
} from "../../../kernel/memory/graph-view.ts";
import { isOnPath, neighboursIn } from "./graph-filter.ts";

/** How something stands out beside what is chosen. */
export type Emphasis = "plain" | "chosen" | "near" | "faint";

export interface NodeLook {
  readonly emphasis: Emphasis;
  /** How it differs from another moment, where two are compared. */
  readonly difference?: DifferenceKind;
  /** What the agent did with it, where that is shown. */
  readonly use?: GraphUse;
}

export interface LinkLook {
  readonly emphasis: Emphasis;
  readonly difference?: "added" | "removed";
  readonly use?: GraphUse;
}

/** How each node and each link looks. */
export interface GraphLooks {
  readonly node: (node: Pick<GraphNode, "id">) => NodeLook;
  readonly link: (link: Pick<GraphLink, "from" | "kind" | "to">) => LinkLook;
}

export interface LookedAt {
  /** That are shown. */
  readonly links: readonly GraphLink[];
  readonly chosen: string | undefined;
  readonly path: readonly string[];
  readonly uses: GraphUses | undefined;
  readonly difference: Pick<GraphDifference, "links" | "nodes"> | undefined;
}

const keyOf = ({ from, kind, to }: Pick<GraphLink, "from" | "kind" | "to">): string => `${from}\n${kind}\n${to}`;

/** What is chosen comes before a comparison, and that before what the agent did; what has nothing of it steps back. */
export const graphLooks = ({ chosen, difference, links, path, uses }: LookedAt): GraphLooks => {
  const near = chosen === undefined ? undefined : neighboursIn(links, chosen);
  const onPath = new Set(path);
  const useById = new Map((uses?.nodes ?? []).map(({ id, ...use }) => [id, use]));
  const usedLinks = new Map((uses?.links ?? []).map(({ cited, read, wrote, ...link }) => [keyOf(link), { read, wrote, cited }]));
  const nodeKinds = new Map((difference?.nodes ?? []).map(({ id, kind }) => [id, kind]));
  const linkKinds = new Map((difference?.links ?? []).map((link) => [keyOf(link), link.difference]));

  const nodeEmphasis = (id: string): Emphasis => {
    if (id === chosen || onPath.has(id)) return "chosen";
    if (path.length > 0) return "faint";
    if (near !== undefined) return near.has(id) ? "near" : "faint";
    if (difference !== undefined) return nodeKinds.has(id) ? "near" : "faint";
    return uses === undefined || useById.has(id) ? "plain" : "faint";
  };
  const linkEmphasis = (link: Pick<GraphLink, "from" | "kind" | "to">): Emphasis => {
    if (path.length > 0) return isOnPath(path, link) ? "chosen" : "faint";
    if (chosen !== undefined) return link.from === chosen || link.to === chosen ? "near" : "faint";
    if (difference !== undefined) return linkKinds.has(keyOf(link)) ? "near" : "faint";
    return uses === undefined || usedLinks.has(keyOf(link)) ? "plain" : "faint";
  };
  return {
    node: ({ id }) => {
      const [use, kind] = [useById.get(id), nodeKinds.get(id)];
      return {
        emphasis: nodeEmphasis(id),
        ...(kind === undefined ? {} : { difference: kind }),
        ...(use === undefined ? {} : { use }),
      };
    },
    link: (link) => {
      const [use, kind] = [usedLinks.get(keyOf(link)), linkKinds.get(keyOf(link))];
      return {
        emphasis: linkEmphasis(link),
        ...(kind === undefined ? {} : { difference: kind }),
        ...(use === undefined ? {} : { use }),
      };
    },
  };
};
