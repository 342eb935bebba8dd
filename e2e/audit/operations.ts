import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

/**
 * Work beside a call is begun once for each start of the call, and told of only while the call is open; what a tool says too late
 * comes after the end of its call, and a result is only replayed where one was given.
 */
export const auditOperations = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const begun = new Set<string>();
  const settled = new Map<string, number>();
  const given = new Set<string>();
  for (const { seq, event } of entries) {
    switch (event.type) {
      case "call-started":
        begun.delete(event.callId);
        break;
      case "call-settled":
        settled.set(event.callId, seq);
        break;
      case "approval-answered":
        if (event.answer.type === "result") given.add(event.callId);
        break;
      case "operation-started":
        if (begun.has(event.callId)) problems.push(`Entry ${seq} begins the operation of call ${event.callId} a second time.`);
        begun.add(event.callId);
        if (settled.has(event.callId))
          problems.push(`Entry ${seq} begins an operation of call ${event.callId}, which is settled.`);
        break;
      case "call-progressed":
      case "operation-prepared":
        if (settled.has(event.callId))
          problems.push(`Entry ${seq} tells of call ${event.callId}, which entry ${settled.get(event.callId)} settled.`);
        break;
      case "late-result-ignored":
        if (!settled.has(event.callId))
          problems.push(`Entry ${seq} ignores a result of call ${event.callId}, which is still open.`);
        break;
      case "result-replayed":
        if (!given.has(event.callId))
          problems.push(`Entry ${seq} replays a result of call ${event.callId}, which was given none.`);
        break;
      default:
    }
  }
  return problems;
};
