import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

/** The pieces of a message's text, and of its thinking, follow each other without holes and without repetitions. */
export const auditText = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const lengths = new Map<string, number>();
  const ended = new Map<string, number>();
  for (const { seq, event } of entries) {
    if (event.type === "message-ended" || event.type === "message-failed") {
      const before = ended.get(event.messageId);
      if (before !== undefined) problems.push(`Entry ${seq} ends message ${event.messageId} a second time; entry ${before} did.`);
      ended.set(event.messageId, seq);
    }
    if (event.type !== "text-appended" && event.type !== "thinking-appended") continue;
    const end = ended.get(event.messageId);
    if (end !== undefined) problems.push(`Entry ${seq} adds to message ${event.messageId}, which ended at entry ${end}.`);
    const key = `${event.type} ${event.messageId}`;
    const length = lengths.get(key) ?? 0;
    if (event.offset !== length) problems.push(`Entry ${seq} adds at ${event.offset} to a text of ${length} units.`);
    lengths.set(key, event.offset + event.text.length);
  }
  return problems;
};
