import type { ConsolidationCounts, ConsolidationSettings, ConsolidationStanding } from "../../kernel/consolidation.ts";
import type { SessionId } from "../../kernel/ids.ts";

export interface MemoryAnswers {
  readonly "set-recalling": null;
  readonly "read-consolidation": ConsolidationStanding;
  readonly "change-consolidation": null;
  readonly "consolidate-memory": ConsolidationCounts;
}

export type MemoryCommand =
  /** Whether the session's runs are given what is remembered without asking for it, from the next run on. */
  | { readonly type: "set-recalling"; readonly sessionId: SessionId; readonly on: boolean }
  /** How summing up what is remembered stands. */
  | { readonly type: "read-consolidation" }
  | { readonly type: "change-consolidation"; readonly settings: ConsolidationSettings }
  /** One entry that `undo` takes back, or none where nothing is to be summed up. */
  | { readonly type: "consolidate-memory" };
