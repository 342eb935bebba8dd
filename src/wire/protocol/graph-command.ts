import type { Seq, SessionId } from "../../kernel/base/ids.ts";
import type { GraphEdit } from "../../kernel/memory/graph.ts";
import type {
  EntityCard,
  GraphDifference,
  GraphEdited,
  GraphFormat,
  GraphUses,
  GraphView,
} from "../../kernel/memory/graph-view.ts";

export interface GraphAnswers {
  readonly "read-graph": GraphView;
  readonly "read-entity": EntityCard;
  readonly "find-graph-path": { readonly ids: readonly string[] };
  readonly "read-graph-uses": GraphUses;
  readonly "compare-graph": GraphDifference;
  readonly "edit-graph": GraphEdited;
  readonly "export-graph": { readonly text: string };
  readonly "import-graph": GraphEdited;
}

/** What is asked of the knowledge graph. `at`: as it was right after that entry; absent: now. */
export type GraphCommand =
  | { readonly type: "read-graph"; readonly at?: Seq }
  | { readonly type: "read-entity"; readonly id: string; readonly at?: Seq }
  /** A path with the fewest relations, whichever way they point. */
  | { readonly type: "find-graph-path"; readonly from: string; readonly to: string; readonly at?: Seq }
  /** What the agents of a session did with the graph as it is, in its last run or in all of it. */
  | { readonly type: "read-graph-uses"; readonly sessionId: SessionId; readonly runs: "last" | "all" }
  /** How it came from what it was right after an entry. */
  | { readonly type: "compare-graph"; readonly before: Seq; readonly at?: Seq }
  /** All of it, or nothing; one entry, which `undo` takes back. */
  | { readonly type: "edit-graph"; readonly edits: readonly GraphEdit[]; readonly sessionId?: SessionId }
  | { readonly type: "export-graph"; readonly format: GraphFormat; readonly at?: Seq }
  /** Adds what the text of a file holds to the graph that is there. */
  | { readonly type: "import-graph"; readonly text: string; readonly name: string; readonly sessionId?: SessionId };
