import type { Cost } from "./cost.ts";
import type { CallId, MessageId } from "./ids.ts";
import type { ModelChoice } from "./model.ts";
import type { Usage } from "./usage.ts";

/** Why a conversation was shortened: it became long; it no longer fitted the model; the person wanted it. */
export type CompactionReason = "threshold" | "overflow" | "asked";

/**
 * From here on the model reads a summary in the place of what came before `keptFrom`, or notes in the place of results that other
 * results replaced. What was said stays in the log, and a branch that starts before this entry reads it again. Token counts are
 * estimates of the whole request.
 */
export interface ContextCompacted {
  readonly type: "context-compacted";
  readonly why: CompactionReason;
  /** The first message that stays as it is. Absent: none does. */
  readonly keptFrom?: MessageId;
  /** How many messages the summary stands for; 0 where only results were left out. */
  readonly covered: number;
  /** Empty where only results were left out. Earlier summaries are part of it. */
  readonly summary: string;
  /** Calls whose results are replaced by a note. Absent: none. */
  readonly pruned?: readonly CallId[];
  /** Who wrote the summary. Absent: nobody was asked. */
  readonly model?: ModelChoice;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  /** Of every attempt. */
  readonly usage: Usage;
  readonly cost?: Cost;
  readonly durationMs: number;
}

/** Shortening came to nothing, and the conversation is as it was. `reason`: one sentence for people. */
export interface CompactionSkipped {
  readonly type: "compaction-skipped";
  readonly why: CompactionReason;
  readonly reason: string;
  readonly usage: Usage;
  readonly cost?: Cost;
  readonly durationMs: number;
}
