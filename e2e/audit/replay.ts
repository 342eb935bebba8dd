import { hashOfLog, replayLog } from "../../src/engine/agent/replay/replay-log.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

/**
 * Runs a log again, offline, and gives what is not the same: the first entry that its own loop would not write, or a hash of
 * conversations and files that is not the log's. An empty list means that everything in it can be replayed.
 */
export const auditReplay = async (entries: readonly LogEntry[]): Promise<readonly Problem[]> => {
  const replay = await replayLog(entries);
  if (replay.type === "differs")
    return [`Replayed, the log differs at entry ${replay.difference.seq}: ${replay.difference.message}`];
  return replay.hash === hashOfLog(entries) ? [] : ["Replayed, the log comes to other conversations or files."];
};
