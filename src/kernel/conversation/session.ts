import type { RunId, SessionId } from "../base/ids.ts";
import type { SessionCaps } from "../limits/spending-caps.ts";
import type { RecallLimits } from "../memory/memory.ts";
import type { CostSum } from "../model/cost.ts";
import type { ModelChoice } from "../model/model.ts";
import type { ModelOverrides } from "../model/model-settings.ts";
import type { Usage } from "../model/usage.ts";
import type { Level } from "../rules/rule.ts";
import type { ContinuationGuard } from "./continuation-guard.ts";
import type { Mode } from "./mode.ts";

/** Where a session's newest run stands. */
export type SessionStatus =
  | "empty"
  | "running"
  | "waiting"
  | "interrupted"
  /** Interrupted, because the key that its model needs is in no memory. */
  | "waiting-for-key"
  /** Interrupted, because the session goes step by step and a turn is over. */
  | "paused"
  | "completed"
  | "stopped"
  | "limit-reached"
  | "failed";

/** What becomes of the step in which the tab ended: its calls are skipped, and the model reads so; or it is tried again. */
export type StepChoice = "skip" | "again";

/** What the session list shows, kept beside the log in the same transactions. */
export interface SessionRow {
  readonly sessionId: SessionId;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: SessionStatus;
  readonly level: Level;
  /** Absent: the default. */
  readonly mode?: Mode;
  /** Its runs pause after each turn. Absent: they do not. */
  readonly stepping?: true;
  /** Its runs are not given what is remembered unless they ask. Absent: they are. */
  readonly recalling?: false;
  /** How much of it goes with a run. Absent: as much as by default. */
  readonly recallLimits?: RecallLimits;
  /** Items of the memory that its agents are not given, the first left out first. Absent: none. */
  readonly withheld?: readonly string[];
  /** What the session sets for itself; absent: everything is as the defaults say. */
  readonly settings?: ModelOverrides;
  /** Which model answers in it; absent: the default one. */
  readonly model?: ModelChoice;
  /** The run that is not ended yet. */
  readonly openRunId?: RunId;
  readonly usage: Usage;
  /** Absent: nothing was charged, or the row is from before costs were written. */
  readonly cost?: CostSum;
  /** What its runs wait for before they end; absent: nothing. */
  readonly guard?: ContinuationGuard;
  /** What the session may spend where it is not as everywhere. */
  readonly caps?: SessionCaps;
  /** The kinds of the newest events, one letter each, at most 60: m model, r read, w write, n network, a approval, e error. */
  readonly fingerprint: string;
}
