import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { byModel } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";
import { brokenAnswerEntries, readConversation } from "./conversation.ts";
import { crashesInStep, isStuck, stuckFailure } from "./safe-mode.ts";

const tabEnded: Failure = {
  type: "aborted",
  message: "The tab was closed or stopped while the agent worked. Everything up to here is kept; resume to go on from here.",
};

/** Marked already. */
const standsStill: ReadonlySet<SessionRow["status"]> = new Set(["interrupted", "waiting-for-key", "paused"]);

const interruption = (
  { sessionId, openRunId }: SessionRow,
  before: readonly LogEntry[],
  reason: Failure,
): readonly EntryDraft[] => {
  if (openRunId === undefined) return [];
  const crashes = crashesInStep(before, openRunId) + 1;
  const event = { type: "run-interrupted", reason: isStuck(crashes) ? stuckFailure : reason, crashes } as const;
  return [{ sessionId, runId: openRunId, causes: [], origins: byModel, event }];
};

/**
 * Marks what the last owner of the workspace left open. A run that only waits for a person's answer stays as it is: the answer
 * takes it up again. Nothing runs by itself; doing this twice changes nothing more. `keyMissing`: why a session's
 * model cannot go on before it has its key; undefined where it can. A run whose tab ended more than once in the same step is
 * left in safe mode: the person says how it is taken up. `isRunning`: of sessions that are at work and left alone.
 */
export const recover = async (
  store: Store<WorkspaceTables>,
  keyMissing: (row: SessionRow) => Failure | undefined,
  onNotice: (failure: Failure) => void,
  isRunning: (sessionId: SessionId) => boolean = () => false,
): Promise<void> => {
  for (const row of store.state().sessions.values()) {
    if (row.openRunId === undefined || standsStill.has(row.status) || isRunning(row.sessionId)) continue;
    const conversation = await readConversation(store, row.sessionId);
    if (!conversation.ok) {
      onNotice(conversation.error);
      continue;
    }
    const entries = [
      ...brokenAnswerEntries(conversation.value, row.sessionId),
      ...(row.status === "waiting" ? [] : interruption(row, conversation.value.entries, keyMissing(row) ?? tabEnded)),
    ];
    if (entries.length === 0) continue;
    const stored = await store.append({ entries, effects: [], expects: [], durability: "strict" });
    if (!stored.ok) onNotice(stored.error);
  }
};
