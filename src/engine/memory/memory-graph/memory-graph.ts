import { type EdgeKind, type Layer, layerOf, type MemoryEdge, type MemoryNode, type NewNode } from "./node.ts";

export interface NewFact extends Omit<NewNode, "kind" | "factId"> {
  /** One that is taken becomes `id-2`, `id-3` and so on. */
  readonly factId: string;
  /** Ids of facts that it rests on; those that are not there are passed over. */
  readonly dependsOn?: readonly string[];
  /** The id of a fact whose place it takes, or else a key: then the newest fact about it that counts. */
  readonly supersedes?: string;
}

/**
 * Nodes and typed edges with their indexes, held in memory: a reading of what is remembered, made anew from the files that say it, and
 * never stored. Removing a node takes its edges and its places in the indexes with it; a number that is not there changes nothing.
 */
export interface MemoryGraph {
  /** Grows with every change. */
  readonly revision: () => number;
  /** A turn of a conversation follows the one that was added before it. */
  readonly add: (node: NewNode) => number;
  /** Facts about the same key are related by half. */
  readonly addFact: (fact: NewFact) => number;
  /** An edge between nodes that are both there; else nothing. `weight`: 1 where it is not given. */
  readonly link: (from: number, to: number, kind: EdgeKind, weight?: number) => void;
  /**
   * The older one is superseded, which may be said of it again. It and what depends on it await review, and what cites it no longer
   * holds: one step, and not what depends on those.
   */
  readonly supersede: (newer: number, older: number) => void;
  readonly remove: (node: number) => void;
  readonly node: (node: number) => MemoryNode | undefined;
  /** In the order in which they came. */
  readonly nodes: () => readonly MemoryNode[];
  readonly byFactId: (factId: string) => MemoryNode | undefined;
  readonly byKey: (key: string) => readonly MemoryNode[];
  readonly byLayer: (layer: Layer) => readonly MemoryNode[];
  readonly edges: () => readonly MemoryEdge[];
  readonly edgesFrom: (node: number) => readonly MemoryEdge[];
  readonly edgesTo: (node: number) => readonly MemoryEdge[];
  /** Numbers of nodes that await review, in the order in which they came to. */
  readonly needsReview: () => readonly number[];
}

/** Facts about the same thing belong together, by this much. */
const sameKeyWeight = 0.5;

export const createMemoryGraph = (): MemoryGraph => {
  let revision = 0;
  let next = 0;
  let lastSaid: number | undefined;
  const nodes = new Map<number, MemoryNode>();
  const outgoing = new Map<number, MemoryEdge[]>();
  const incoming = new Map<number, MemoryEdge[]>();
  const byFactId = new Map<string, number>();
  const byKey = new Map<string, number[]>();
  const review = new Set<number>();

  const present = (numbers: readonly number[]): readonly MemoryNode[] => numbers.flatMap((number) => nodes.get(number) ?? []);

  const change = (node: number, kind: NewNode["kind"]): void => {
    const before = nodes.get(node);
    if (before !== undefined) nodes.set(node, { ...before, kind });
    revision += 1;
  };

  const link = (from: number, to: number, kind: EdgeKind, weight = 1): void => {
    if (!nodes.has(from) || !nodes.has(to)) return;
    const edge: MemoryEdge = { from, to, kind, weight };
    outgoing.get(from)?.push(edge);
    incoming.get(to)?.push(edge);
    revision += 1;
  };

  const add = (node: NewNode): number => {
    const number = next;
    next += 1;
    nodes.set(number, { ...node, node: number });
    outgoing.set(number, []);
    incoming.set(number, []);
    if (node.factId !== undefined) byFactId.set(node.factId, number);
    byKey.set(node.key, [...(byKey.get(node.key) ?? []), number]);
    if (node.kind === "conversation") {
      if (lastSaid !== undefined) link(lastSaid, number, "temporal-next");
      lastSaid = number;
    }
    revision += 1;
    return number;
  };

  const freeId = (wanted: string): string => {
    let id = wanted;
    for (let count = 2; byFactId.has(id); count += 1) id = `${wanted}-${count}`;
    return id;
  };

  const supersede = (newer: number, older: number): void => {
    if (newer === older || !nodes.has(newer) || !nodes.has(older)) return;
    change(older, "fact-superseded");
    link(newer, older, "supersedes");
    review.add(older);
    for (const { from, kind } of incoming.get(older) ?? []) {
      if (kind === "depends-on") review.add(from);
      if (kind === "cites-premise") change(from, "conclusion-invalidated");
    }
  };

  const without = (edges: MemoryEdge[] | undefined, node: number): MemoryEdge[] =>
    (edges ?? []).filter(({ from, to }) => from !== node && to !== node);

  return {
    revision: () => revision,
    add,
    addFact: ({ dependsOn = [], supersedes, ...fact }) => {
      const sameKey = present(byKey.get(fact.key) ?? []).filter(({ kind }) => kind === "fact" || kind === "fact-superseded");
      const older =
        supersedes === undefined
          ? undefined
          : (byFactId.get(supersedes) ?? present(byKey.get(supersedes) ?? []).findLast(({ kind }) => kind === "fact")?.node);
      const node = add({ ...fact, kind: "fact", factId: freeId(fact.factId) });
      for (const { node: other } of sameKey) link(node, other, "related-to", sameKeyWeight);
      for (const id of dependsOn) link(node, byFactId.get(id) ?? -1, "depends-on");
      if (older !== undefined) supersede(node, older);
      return node;
    },
    link,
    supersede,
    remove: (node) => {
      const gone = nodes.get(node);
      if (gone === undefined) return;
      const [leaving, arriving] = [outgoing.get(node) ?? [], incoming.get(node) ?? []];
      for (const { to } of leaving) incoming.set(to, without(incoming.get(to), node));
      for (const { from } of arriving) outgoing.set(from, without(outgoing.get(from), node));
      for (const index of [outgoing, incoming, nodes]) index.delete(node);
      if (gone.factId !== undefined && byFactId.get(gone.factId) === node) byFactId.delete(gone.factId);
      const left = (byKey.get(gone.key) ?? []).filter((other) => other !== node);
      if (left.length === 0) byKey.delete(gone.key);
      else byKey.set(gone.key, left);
      review.delete(node);
      if (lastSaid === node) lastSaid = undefined;
      revision += 1;
    },
    node: (node) => nodes.get(node),
    nodes: () => [...nodes.values()],
    byFactId: (factId) => nodes.get(byFactId.get(factId) ?? -1),
    byKey: (key) => present(byKey.get(key) ?? []),
    byLayer: (layer) => [...nodes.values()].filter(({ kind }) => layerOf(kind) === layer),
    edges: () => [...outgoing.values()].flat(),
    edgesFrom: (node) => outgoing.get(node) ?? [],
    edgesTo: (node) => incoming.get(node) ?? [],
    needsReview: () => [...review],
  };
};
