/** What stands in the graph of what is remembered, in four layers: who, what is known, what was said, what is at hand. */
export type NodeKind =
  | "identity"
  | "fact"
  | "fact-superseded"
  | "conclusion"
  | "conclusion-invalidated"
  | "skill"
  | "skill-deprecated"
  | "conversation"
  | "conversation-summary"
  | "environment";

export type Layer = 1 | 2 | 3 | 4;

const layers: Readonly<Record<NodeKind, Layer>> = {
  identity: 1,
  fact: 2,
  "fact-superseded": 2,
  conclusion: 2,
  "conclusion-invalidated": 2,
  skill: 2,
  "skill-deprecated": 2,
  conversation: 3,
  "conversation-summary": 3,
  environment: 4,
};

export const layerOf = (kind: NodeKind): Layer => layers[kind];

/** Who vouches for it: the product and those who set it up, the person and who works with them, or somebody outside. */
export type Authority = "system" | "policy" | "executive" | "user" | "peer" | "external";

export interface NewNode {
  readonly kind: NodeKind;
  /** What it is about; several nodes may be about the same. */
  readonly key: string;
  readonly value: string;
  /** Absent: it is found by its key only. */
  readonly factId?: string;
  readonly authority: Authority;
  /** It binds, so it is told before all facts. */
  readonly isConstraint?: true;
  /** What was only tried out is left out of what was said. */
  readonly scope?: "exploratory";
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt?: number;
}

/** `node`: its number, from 0, in the order in which nodes came; a number is never given twice. */
export interface MemoryNode extends NewNode {
  readonly node: number;
}

export const isExpired = ({ expiresAt }: NewNode, now: number): boolean => expiresAt !== undefined && expiresAt <= now;

/** What lies between two nodes; the first is the one that supersedes, depends, triggers, comes before or cites. */
export type EdgeKind = "supersedes" | "depends-on" | "related-to" | "triggers" | "temporal-next" | "cites-premise";

/** How much of a node's activation an edge of this kind lets through, and whether it does so in both directions. */
export const edgeTraits: Readonly<Record<EdgeKind, { readonly passes: number; readonly bothWays: boolean }>> = {
  supersedes: { passes: 0.3, bothWays: false },
  "depends-on": { passes: 0.8, bothWays: true },
  "related-to": { passes: 0.6, bothWays: true },
  triggers: { passes: 0.9, bothWays: true },
  "temporal-next": { passes: 0.5, bothWays: false },
  "cites-premise": { passes: 0.85, bothWays: false },
};

export interface MemoryEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  /** 0 to 1. */
  readonly weight: number;
}
