import type { CallId, MessageId } from "../base/ids.ts";
import type { Cost } from "../model/cost.ts";
import type { ModelChoice } from "../model/model.ts";
import type { Usage } from "../model/usage.ts";

/**
 * Who writes what stands for an older part of a conversation: the run's own model; or rules, which ask nobody: `facts` keeps names and
 * sentences within a budget, `episodes` tells it five turns at a time.
 */
export const shorteningStrategies = ["model", "facts", "episodes"] as const;
export type ShorteningStrategy = (typeof shorteningStrategies)[number];

/** What is stored or sent; the model where it is nothing that is known. */
export const shorteningFrom = (value: unknown): ShorteningStrategy =>
  shorteningStrategies.find((one) => one === value) ?? "model";

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
  /** The rules that wrote it. Absent: a model did, or there is none. */
  readonly strategy?: Exclude<ShorteningStrategy, "model">;
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
