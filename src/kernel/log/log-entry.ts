import type { CallId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { Origin } from "../rules/origin.ts";
import type { Event } from "./event.ts";

/** One line of the workspace's log. */
export interface LogEntry {
  readonly seq: Seq;
  /** Milliseconds since 1970. Order is by `seq`, never by `at`. */
  readonly at: number;
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  /** Counted from 1 over the session, whatever branch; in a nested run, over that run. Older logs begin again with each run. */
  readonly turn?: number;
  readonly callId?: CallId;
  /**
   * Where a branch starts: the entry that this one continues. Absent, it continues the session's entry before it, which is
   * one way only, because a session has at most one run at a time.
   */
  readonly parentId?: Seq;
  /** Entries that this one follows from: undo and "why" walk them. */
  readonly causes: readonly Seq[];
  readonly origins: readonly Origin[];
  readonly event: Event;
}

/** An entry before the writer gives it its place and time. `at`: when it happened, where that was before, in another workspace. */
export type EntryDraft = Omit<LogEntry, "seq" | "at"> & { readonly at?: number };

/** A draft at its place in the log. */
export const entryAt = (seq: Seq, now: number, draft: EntryDraft): LogEntry => {
  const at = draft.at ?? now;
  const { sessionId, runId, turn, callId, parentId, causes, origins, event } = draft;
  // Nearly all entries are a turn's. Named fields make one small object; a spread takes five times as long.
  if (sessionId === undefined || runId === undefined || turn === undefined || parentId !== undefined) {
    return { seq, at, ...draft };
  }
  return callId === undefined
    ? { seq, at, sessionId, runId, turn, causes, origins, event }
    : { seq, at, sessionId, runId, turn, callId, causes, origins, event };
};
