import type { RunId, SessionId } from "./ids.ts";
import type { Level } from "./rule.ts";
import type { Usage } from "./usage.ts";

/** Where a session's newest run stands. */
export type SessionStatus =
  | "empty"
  | "running"
  | "waiting"
  | "interrupted"
  | "completed"
  | "stopped"
  | "limit-reached"
  | "failed";

/** What the session list shows, kept beside the log in the same transactions. */
export interface SessionRow {
  readonly sessionId: SessionId;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: SessionStatus;
  readonly level: Level;
  /** The run that is not ended yet. */
  readonly openRunId?: RunId;
  readonly usage: Usage;
  /** The kinds of the newest events, one letter each, at most 60: m model, r read, w write, n network, a approval, e error. */
  readonly fingerprint: string;
}
