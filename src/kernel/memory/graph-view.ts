import type { EffectId, Seq, SessionId } from "../base/ids.ts";
import type { StateWriter } from "../files/state.ts";
import type { OutsideOrigin } from "../rules/origin.ts";
import type { GraphFact, Validity } from "./graph.ts";
import type { GraphChange } from "./graph-changes.ts";
import type { Forbidden } from "./graph-forbidden.ts";

/** An entity on the map, or something that relations only speak of. */
export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** Empty where it is only spoken of. */
  readonly kind: string;
  readonly isKnown: boolean;
  /** Numbered from the largest, from 0. */
  readonly community: number;
  /** PageRank, whichever way relations point, over the highest of the graph: above 0, at most 1. */
  readonly importance: number;
  readonly facts: number;
  /** Relations that leave it or lead to it. */
  readonly relations: number;
  readonly x: number;
  readonly y: number;
  /** When something was last said of it or ceased to count; milliseconds since 1970. 0: it is only spoken of. */
  readonly changedAt: number;
}

export interface GraphLink {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly weight: number;
  /** Since when it counts; milliseconds since 1970. */
  readonly since: number;
  /** When it ceased to count. Absent: it counts. */
  readonly until?: number;
}

/** An entry that changed the graph. */
export interface GraphMoment {
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** At most so many nodes are drawn: the most important ones. */
export const maxDrawnNodes = 2_000;

/** The graph as it is drawn and listed, now or at a moment. */
export interface GraphView {
  /** The most important first. Of more than are drawn, only the first. */
  readonly nodes: readonly GraphNode[];
  /** Among these nodes, also those that count no longer. */
  readonly links: readonly GraphLink[];
  /** Of the whole graph at that moment. */
  readonly entities: number;
  readonly relations: number;
  readonly communities: number;
  /** Every moment at which the graph changed, up to the end of the log, oldest first. */
  readonly moments: readonly GraphMoment[];
  /** Files of the graph that cannot be read. */
  readonly unreadable: readonly string[];
  /** What agents may not say or be told. */
  readonly forbidden: readonly Forbidden[];
}

/** What an agent did with something of the graph, as the log has it. */
export interface GraphUse {
  /** A result of a tool of the graph named it. */
  readonly read: boolean;
  /** A call added or changed it. */
  readonly wrote: boolean;
  /** An answer named it: the same words stand there, which is no claim of what the model used. */
  readonly cited: boolean;
}

/** What the agents of a session did with the graph. Of a link: its ends were named in one line or sentence. */
export interface GraphUses {
  readonly nodes: readonly (GraphUse & { readonly id: string })[];
  readonly links: readonly (GraphUse & { readonly from: string; readonly to: string; readonly kind: string })[];
}

export type DifferenceKind = "added" | "removed" | "changed";

/** How the graph differs between two moments. */
export interface GraphDifference {
  /** What is there at one of them or at both. */
  readonly view: GraphView;
  /** Entities that are not the same at both, by name. */
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly kind: DifferenceKind;
    readonly changes: readonly GraphChange[];
  }[];
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly difference: "added" | "removed";
  }[];
}

/** A relation of an entity, seen from it. */
export interface EntityTie extends Validity {
  readonly kind: string;
  readonly direction: "out" | "in";
  readonly otherId: string;
  readonly otherLabel: string;
  readonly weight: number;
}

/** What changed an entity. */
export interface EntitySource {
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: StateWriter;
  readonly sessionId?: SessionId;
  readonly changes: readonly GraphChange[];
  /** Where it came from, as far as that is outside. */
  readonly origins: readonly OutsideOrigin[];
}

/** A memory that names an entity. */
export interface EntityMemory {
  readonly memoryId: string;
  readonly text: string;
  /** What it says and the graph says no longer, as a sentence of the graph. Absent: nothing of the kind. */
  readonly outdated?: string;
}

/** All that is known of one entity; `isKnown` false: relations speak of it, and nothing else is known. */
export interface EntityCard {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly isKnown: boolean;
  readonly aliases: readonly string[];
  /** Those that count first, then past ones. */
  readonly facts: readonly GraphFact[];
  readonly ties: readonly EntityTie[];
  /** The newest first, at most 50. */
  readonly sources: readonly EntitySource[];
  /** What agents may not say or be told of it. */
  readonly forbidden: readonly Forbidden[];
  /** Memories that count now and name it, at most 20; those to look through again first. */
  readonly memories: readonly EntityMemory[];
}

export const graphFormats = ["json", "graphml", "dot"] as const;
export type GraphFormat = (typeof graphFormats)[number];

/** What came of changing the graph by hand. */
export interface GraphEdited {
  readonly changes: readonly GraphChange[];
  /** Absent: it said so already. */
  readonly effectId?: EffectId;
}
