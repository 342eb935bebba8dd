import type { Hash } from "../../kernel/base/canonical.ts";
import type { EffectId, Seq, SessionId } from "../../kernel/base/ids.ts";
import type { RevertedPart, RevertPlan, RewindPlan, TurnedStep, WorkspaceHistory } from "../../kernel/log/history.ts";

/** What is asked of the history of the workspace's files. */
export type HistoryCommand =
  /** Takes back the newest step of the workspace that counts, of whatever session; the entry is `sessionId`'s. */
  | { readonly type: "undo-last"; readonly sessionId?: SessionId }
  /** Brings back what was undone last, as long as no step was made since. */
  | { readonly type: "redo-last"; readonly sessionId?: SessionId }
  /** The newest changes of the workspace, and what undo and redo take next. */
  | { readonly type: "read-history"; readonly limit: number }
  /** What making every file what it was right after an entry would do; nothing is done. */
  | { readonly type: "plan-rewind"; readonly at: Seq }
  /** Does that, as one entry, which `undo` takes back. */
  | { readonly type: "rewind"; readonly at: Seq; readonly sessionId?: SessionId }
  /** What taking back what a step did to one file, or some hunks of it, would do; nothing is done. */
  | { readonly type: "plan-revert"; readonly part: RevertedPart }
  /** Does that where its `result` is as the plan said, and keeps every later step. */
  | { readonly type: "revert"; readonly part: RevertedPart; readonly result: Hash | null; readonly sessionId?: SessionId }
  /** The files with their history as a zip archive that ordinary git opens; keys that are held are taken out. */
  | { readonly type: "export-repository" };

export interface HistoryAnswers {
  readonly "export-repository": { readonly file: Blob; readonly commits: number };
  readonly "undo-last": TurnedStep;
  readonly "redo-last": TurnedStep;
  readonly "read-history": WorkspaceHistory;
  readonly "plan-rewind": RewindPlan;
  readonly rewind: { readonly effectId: EffectId };
  readonly "plan-revert": RevertPlan;
  readonly revert: { readonly effectId: EffectId };
}
