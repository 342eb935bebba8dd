import type { LogEntry } from "../../src/kernel/log-entry.ts";
import type { Problem } from "./auditor.ts";

/** A run starts before anything of it happens, ends at most once, and nothing of it follows its end. */
export const auditRuns = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const endedAt = new Map<string, number>();
  const runningBySession = new Map<string, string>();
  for (const { seq, runId, sessionId, event } of entries) {
    if (runId === undefined) continue;
    const end = endedAt.get(runId);
    if (end !== undefined) problems.push(`Entry ${seq} (${event.type}) belongs to run ${runId}, which ended at entry ${end}.`);
    if (event.type === "run-started" && sessionId !== undefined) {
      const other = runningBySession.get(sessionId);
      if (other !== undefined) problems.push(`Entry ${seq} starts run ${runId} while run ${other} of the same session goes on.`);
      runningBySession.set(sessionId, runId);
    }
    if (event.type === "run-ended") {
      endedAt.set(runId, seq);
      if (sessionId !== undefined) runningBySession.delete(sessionId);
    }
  }
  return problems;
};
