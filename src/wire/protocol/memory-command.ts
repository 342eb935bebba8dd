import type { SessionId } from "../../kernel/base/ids.ts";
import type { ShorteningStrategy } from "../../kernel/conversation/compaction.ts";
import type { ConsolidationCounts, ConsolidationSettings, ConsolidationStanding } from "../../kernel/memory/consolidation.ts";
import type { RecallLimits } from "../../kernel/memory/memory.ts";
import type { EmbeddingChoice } from "../../kernel/model/embedding.ts";

export interface MemoryAnswers {
  readonly "set-recalling": null;
  readonly "withhold-memory": null;
  readonly "read-embedding": { readonly engine: EmbeddingChoice | null };
  readonly "change-embedding": null;
  readonly "read-shortening": { readonly strategy: ShorteningStrategy };
  readonly "change-shortening": null;
  readonly "read-consolidation": ConsolidationStanding;
  readonly "change-consolidation": null;
  readonly "consolidate-memory": ConsolidationCounts;
}

export type MemoryCommand =
  /** Whether, and how much, the session's runs are given of what is remembered without asking for it, from the next run on. */
  | { readonly type: "set-recalling"; readonly sessionId: SessionId; readonly on: boolean; readonly limits?: RecallLimits }
  /** Keeps an item from the session's agents, from their next request on, or gives it back to them. */
  | { readonly type: "withhold-memory"; readonly sessionId: SessionId; readonly memoryId: string; readonly withheld: boolean }
  /** Which model gives vectors of what is remembered; `null`: none, and term vectors are made in the tab. */
  | { readonly type: "read-embedding" }
  /** Who writes what stands for an older part of a conversation, from the next run on. */
  | { readonly type: "read-shortening" }
  | { readonly type: "change-shortening"; readonly strategy: ShorteningStrategy }
  | { readonly type: "change-embedding"; readonly engine: EmbeddingChoice | null }
  /** How summing up what is remembered stands. */
  | { readonly type: "read-consolidation" }
  | { readonly type: "change-consolidation"; readonly settings: ConsolidationSettings }
  /** One entry that `undo` takes back, or none where nothing is to be summed up. */
  | { readonly type: "consolidate-memory" };
