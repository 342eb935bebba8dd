import type { Approval } from "./approval.ts";
import type { RunId, Seq } from "./ids.ts";
import type { StorageStatus } from "./live.ts";
import type { ModelChoice } from "./model.ts";
import type { Rule } from "./rule.ts";
import type { SessionRow } from "./session.ts";

/** Everything about the workspace that is not the log of one session. */
export interface WorkspaceSnapshot {
  readonly storage: StorageStatus;
  readonly sessions: readonly SessionRow[];
  /** Questions that wait for an answer, over all sessions, oldest first. */
  readonly approvals: readonly Approval[];
  readonly rules: readonly Rule[];
  readonly model: ModelChoice;
  /** Origins for which a key is held in memory. Never the keys. */
  readonly keyOrigins: readonly string[];
  readonly runningRunIds: readonly RunId[];
  /** Rows that could not be read and were set aside, over the whole workspace. */
  readonly unreadable: number;
  readonly lastSeq: Seq;
}
