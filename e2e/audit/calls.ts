import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

interface CallState {
  readonly requestedAt: number;
  readonly messageId: string;
  readonly runId: string | undefined;
  readonly tool: string;
  readonly settledAt?: number;
}

/** Each call is settled once, not before it was asked for, never started after it was settled, and not left open by a run that ended. */
export const auditCalls = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const calls = new Map<string, CallState>();
  const failedMessages = new Set<string>();
  for (const { seq, runId, event } of entries) {
    switch (event.type) {
      case "call-requested": {
        if (calls.has(event.callId)) problems.push(`Entry ${seq} asks for call ${event.callId} a second time.`);
        calls.set(event.callId, { requestedAt: seq, messageId: event.messageId, runId, tool: event.tool });
        break;
      }
      case "message-failed":
        failedMessages.add(event.messageId);
        break;
      case "call-started": {
        const call = calls.get(event.callId);
        if (call === undefined) problems.push(`Entry ${seq} starts call ${event.callId}, which nobody asked for.`);
        else if (call.settledAt !== undefined)
          problems.push(`Entry ${seq} starts call ${event.callId} again, which entry ${call.settledAt} settled.`);
        else if (failedMessages.has(call.messageId))
          problems.push(`Entry ${seq} starts call ${event.callId} of a message that broke off.`);
        break;
      }
      case "call-settled": {
        const call = calls.get(event.callId);
        if (call === undefined) problems.push(`Entry ${seq} settles call ${event.callId}, which nobody asked for.`);
        else if (call.settledAt !== undefined)
          problems.push(`Entry ${seq} settles call ${event.callId} a second time; entry ${call.settledAt} did.`);
        else calls.set(event.callId, { ...call, settledAt: seq });
        if (event.effect !== undefined && event.outcome.type !== "done")
          problems.push(`Entry ${seq} settles call ${event.callId} as ${event.outcome.type} and still carries an effect.`);
        break;
      }
      case "run-ended":
        for (const [callId, call] of calls) {
          const isOpen = call.runId === runId && call.settledAt === undefined && !failedMessages.has(call.messageId);
          if (isOpen)
            problems.push(`Run ${runId} ended at entry ${seq} and left call ${callId} (${call.tool}) without a result.`);
        }
        break;
      default:
    }
  }
  return problems;
};
