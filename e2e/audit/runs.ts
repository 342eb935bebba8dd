import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

/**
 * A run ends at most once, nothing of it follows its end, and it counts as completed only with the end of its last message.
 * A turn's number is used once in its session, and grows; a nested run counts its own.
 * A session has one run at a time; beside it only runs inside its calls, one a call, each over before its call is settled.
 */
export const auditRuns = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const endedAt = new Map<string, number>();
  const runningBySession = new Map<string, string>();
  const nested = new Set<string>();
  const lastTurn = new Map<string, number>();
  const insideCall = new Map<string, string>();
  const openMessages = new Map<string, string>();
  for (const { seq, runId, sessionId, turn, event } of entries) {
    if (event.type === "call-settled") {
      const inside = insideCall.get(event.callId);
      if (inside !== undefined && !endedAt.has(inside))
        problems.push(`Entry ${seq} settles call ${event.callId}, and run ${inside} inside it goes on.`);
    }
    if (runId === undefined) continue;
    const end = endedAt.get(runId);
    if (end !== undefined) problems.push(`Entry ${seq} (${event.type}) belongs to run ${runId}, which ended at entry ${end}.`);
    if (event.type === "run-started" && event.parent !== undefined) {
      nested.add(runId);
      const { runId: above, callId } = event.parent;
      if (endedAt.has(above)) problems.push(`Entry ${seq} starts run ${runId} inside run ${above}, which has ended.`);
      const before = insideCall.get(callId);
      // A change that is previewed again makes its own calls anew, where they are others.
      if (before !== undefined && !endedAt.has(before))
        problems.push(`Entry ${seq} starts a second run inside call ${callId}, and run ${before} goes on.`);
      insideCall.set(callId, runId);
    } else if (event.type === "run-started" && sessionId !== undefined) {
      const other = runningBySession.get(sessionId);
      if (other !== undefined) problems.push(`Entry ${seq} starts run ${runId} while run ${other} of the same session goes on.`);
      runningBySession.set(sessionId, runId);
    }
    if (event.type === "turn-started" && turn !== undefined) {
      const counts = nested.has(runId) ? runId : (sessionId ?? runId);
      const last = lastTurn.get(counts) ?? 0;
      if (turn <= last) problems.push(`Entry ${seq} starts turn ${turn} after turn ${last}.`);
      lastTurn.set(counts, turn);
    }
    if (event.type === "attempt-started") openMessages.set(runId, event.messageId);
    if (event.type === "message-ended" && openMessages.get(runId) === event.messageId) openMessages.delete(runId);
    if (event.type === "run-ended") {
      const open = openMessages.get(runId);
      if (event.outcome.type === "completed" && open !== undefined)
        problems.push(`Entry ${seq} ends run ${runId} as completed, and the end of its message ${open} is not stored.`);
      endedAt.set(runId, seq);
      if (sessionId !== undefined && !nested.has(runId)) runningBySession.delete(sessionId);
    }
  }
  return problems;
};
