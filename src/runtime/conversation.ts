import { type Conversation, foldMessages, type OpenRun } from "../engine/agent/fold-messages.ts";
import type { Approval } from "../kernel/approval.ts";
import { canonicalHash } from "../kernel/canonical.ts";
import type { Store } from "../kernel/contracts/store.ts";
import { type Cost, type CostSum, withCost } from "../kernel/cost.ts";
import type { CallOutcome, Event, RunSummary } from "../kernel/event.ts";
import { abortedFailure, type Failure } from "../kernel/failure.ts";
import type { CallId, MessageId, SessionId } from "../kernel/ids.ts";
import type { EntryDraft, LogEntry } from "../kernel/log-entry.ts";
import { ok, type Result } from "../kernel/result.ts";
import { noUsage } from "../kernel/usage.ts";
import { byModel } from "./origins.ts";

/** A session's entries, and the conversation that they tell. */
export interface ReadConversation extends Conversation {
  readonly entries: readonly LogEntry[];
}

export const readConversation = async (store: Store, sessionId: SessionId): Promise<Result<ReadConversation, Failure>> => {
  const page = await store.read({ type: "session", sessionId });
  if (!page.ok) return page;
  const { entries } = page.value;
  return ok({ ...foldMessages(entries), entries });
};

/** Answers and calls of a run that have no end in the log. */
const unfinished = (entries: readonly LogEntry[], { runId }: OpenRun) => {
  const messages = new Map<MessageId, Cost | undefined>();
  const calls = new Map<CallId, Extract<Event, { readonly type: "call-requested" }>>();
  for (const { event, runId: owner } of entries) {
    if (owner !== runId) continue;
    if (event.type === "attempt-started") messages.set(event.messageId, event.reserved);
    else if (event.type === "message-ended" || event.type === "message-failed") messages.delete(event.messageId);
    else if (event.type === "call-requested") calls.set(event.callId, event);
    else if (event.type === "call-settled") calls.delete(event.callId);
  }
  return { messages, calls };
};

const draft = (sessionId: SessionId, { runId }: OpenRun, event: Event): EntryDraft => ({
  sessionId,
  runId,
  ...("callId" in event ? { callId: event.callId } : {}),
  causes: [],
  origins: byModel,
  event,
});

const settledStopped = ({ callId, tool, input }: Extract<Event, { readonly type: "call-requested" }>): Event => ({
  type: "call-settled",
  callId,
  tool,
  inputHash: canonicalHash({ tool, input }),
  outcome: { type: "stopped", when: "before-start" } satisfies CallOutcome,
  durationMs: 0,
});

/** Nobody heard what it used, so the most that it can have cost stays counted. */
const withoutEnd = ([messageId, reserved]: readonly [MessageId, Cost | undefined]): Event => ({
  type: "message-failed",
  messageId,
  failure: abortedFailure,
  usage: noUsage,
  ...(reserved === undefined ? {} : { cost: reserved }),
});

/**
 * What a broken-off answer still needs in the log: an end, and one settled result for each of its calls, which never run.
 * Calls of an answer that came whole stay open, because the run can go on with them.
 */
export const brokenAnswerEntries = ({ entries, openRun }: ReadConversation, sessionId: SessionId): readonly EntryDraft[] => {
  if (openRun === undefined) return [];
  const { messages, calls } = unfinished(entries, openRun);
  const open = new Set(openRun.openCalls.map(({ callId }) => callId));
  const dropped = [...calls.values()].filter(({ callId, messageId }) => !open.has(callId) && messages.has(messageId));
  return [...[...messages].map(withoutEnd), ...dropped.map(settledStopped)].map((event) => draft(sessionId, openRun, event));
};

const expired = ({ approvalId, callId }: Approval, reason: string): Event => ({
  type: "approval-expired",
  approvalId,
  callId,
  reason,
});

/** Closes the questions that a resumed run does not come back to: their calls are not open, or could not be stored. */
export const lostQuestions = (openRun: OpenRun | undefined, approvals: ReadonlyMap<string, Approval>): readonly Event[] => {
  const open = new Set(openRun?.openCalls.map(({ callId }) => callId));
  return [...approvals.values()]
    .filter(({ runId, callId }) => runId === openRun?.runId && !open.has(callId))
    .map((question) => expired(question, "The call that it is about was not stored."));
};

/** Ends a run that is not going on, in the log alone: its questions are closed, its calls settled, and it counts as stopped. */
export const closingEntries = (
  { entries, openRun }: ReadConversation,
  sessionId: SessionId,
  approvals: ReadonlyMap<string, Approval>,
): readonly EntryDraft[] => {
  if (openRun === undefined) return [];
  const { messages, calls } = unfinished(entries, openRun);
  const questions = [...approvals.values()].filter(({ runId }) => runId === openRun.runId);
  const { turns, usage, calls: settled, callsFailed, filesChanged, durationMs } = openRun.spent;
  const cost = [...messages.values()].reduce<CostSum | undefined>(withCost, openRun.spent.cost);
  const summary: RunSummary = {
    ...{ turns, usage, calls: settled + calls.size, callsFailed, filesChanged, durationMs },
    ...(cost === undefined ? {} : { cost }),
  };
  const events: readonly Event[] = [
    ...[...messages].map(withoutEnd),
    ...questions.map((question) => expired(question, "The run was ended.")),
    ...[...calls.values()].map(settledStopped),
    { type: "run-ended", outcome: { type: "stopped" }, summary },
  ];
  return events.map((event) => draft(sessionId, openRun, event));
};
