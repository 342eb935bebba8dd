import type { CallId, RunId } from "../../kernel/base/ids.ts";
import type { ParentRun } from "../../kernel/conversation/nested-run.ts";
import type { RunOutcome } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/** A nested run as the log has it. */
export interface NestedRecord {
  readonly runId: RunId;
  readonly parent: ParentRun;
  /** Absent: it has no end. */
  readonly outcome?: RunOutcome;
}

/** Every nested run of a session, in the order in which they began. */
export const nestedRunsIn = (entries: readonly LogEntry[]): readonly NestedRecord[] => {
  const records = new Map<RunId, NestedRecord>();
  for (const { runId, event } of entries) {
    if (runId === undefined) continue;
    if (event.type === "run-started" && event.parent !== undefined) records.set(runId, { runId, parent: event.parent });
    const known = event.type === "run-ended" ? records.get(runId) : undefined;
    if (known !== undefined && event.type === "run-ended") records.set(runId, { ...known, outcome: event.outcome });
  }
  return [...records.values()];
};

/** The nested runs that began below a run, whatever became of them. */
export const runsBelow = (records: readonly NestedRecord[], runId: RunId): readonly NestedRecord[] => {
  const above = new Set<RunId>([runId]);
  return records.filter((record) => {
    if (!above.has(record.parent.runId)) return false;
    above.add(record.runId);
    return true;
  });
};

/** The nested runs that the unsettled calls of a run consist of, by call. */
export const runsOfOpenCalls = (entries: readonly LogEntry[], runId: RunId): Map<CallId, NestedRecord> => {
  const found = new Map<CallId, NestedRecord>();
  for (const record of nestedRunsIn(entries)) if (record.parent.runId === runId) found.set(record.parent.callId, record);
  for (const { event } of entries) if (event.type === "call-settled") found.delete(event.callId);
  return found;
};
