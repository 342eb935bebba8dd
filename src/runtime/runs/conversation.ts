import { type Conversation, foldMessages, foldNestedRun, type OpenRun } from "../../engine/agent/fold-messages.ts";
import type { NestedSpent } from "../../engine/agent/loop-contract.ts";
import type { ShellBookDep } from "../../engine/tools/builtin/bash.ts";
import type { TodoBookDep } from "../../engine/tools/builtin/todo.ts";
import { canonicalHash } from "../../kernel/base/canonical.ts";
import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import type { CallId, MessageId, RunId, SessionId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { branchPath } from "../../kernel/conversation/branch-path.ts";
import { todosAfter } from "../../kernel/conversation/todo.ts";
import { shellAfter } from "../../kernel/files/shell-state.ts";
import type { Event, RunSummary } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { type Cost, type CostSum, withCost } from "../../kernel/model/cost.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import { byModel } from "../origins/origins.ts";
import { addSpent } from "./nested-family.ts";
import { type NestedRecord, nestedRunsIn, runsBelow } from "./nested-log.ts";
import { lastWords } from "./nested-output.ts";

/** The active branch of a session, and the conversation that it tells. */
export interface ReadConversation extends Conversation {
  /** Of the active branch. */
  readonly entries: readonly LogEntry[];
  /** Of every branch. */
  readonly all: readonly LogEntry[];
}

/** The conversation as the active branch of these entries tells it. */
export const conversationIn = (all: readonly LogEntry[]): ReadConversation => {
  const entries = branchPath(all);
  return { ...foldMessages(entries), entries, all };
};

export const readConversation = async (store: Store, sessionId: SessionId): Promise<Result<ReadConversation, Failure>> => {
  const page = await store.read({ type: "session", sessionId });
  if (!page.ok) return page;
  return ok(conversationIn(page.value.entries));
};

interface AgentPlace {
  readonly sessionId: SessionId;
  readonly runId: RunId;
}

/** Reads what an agent keeps from the log of its session. */
const keptInLog =
  <Kept>(store: Store, keptAfter: (entries: readonly LogEntry[], runId: RunId) => Kept) =>
  async ({ sessionId, runId }: AgentPlace): Promise<Result<Kept, Failure>> => {
    const page = await store.read({ type: "session", sessionId });
    return page.ok ? ok(keptAfter(branchPath(page.value.entries), runId)) : page;
  };

/** The list of tasks that an agent keeps. */
export const todosInLog = (store: Store): TodoBookDep["todosIn"] => keptInLog(store, todosAfter);

/** Where an agent's shell stands. */
export const shellInLog = (store: Store): ShellBookDep["shellIn"] => keptInLog(store, shellAfter);

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

/** `words`: of the nested run that the call consists of. */
const settledStopped = ({ callId, tool, input }: Extract<Event, { readonly type: "call-requested" }>, words?: string): Event => ({
  type: "call-settled",
  callId,
  tool,
  inputHash: canonicalHash({ tool, input }),
  outcome: words === undefined ? { type: "stopped", when: "before-start" } : { type: "stopped", when: "running", partial: words },
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

const brokenAnswerOf = (
  entries: readonly LogEntry[],
  openRun: OpenRun | undefined,
  sessionId: SessionId,
): readonly EntryDraft[] => {
  if (openRun === undefined) return [];
  const { messages, calls } = unfinished(entries, openRun);
  const open = new Set(openRun.openCalls.map(({ callId }) => callId));
  const dropped = [...calls.values()].filter(({ callId, messageId }) => !open.has(callId) && messages.has(messageId));
  return [...[...messages].map(withoutEnd), ...dropped.map((call) => settledStopped(call))].map((event) =>
    draft(sessionId, openRun, event),
  );
};

/**
 * What a broken-off answer still needs in the log: an end, and one settled result for each of its calls, which never run.
 * Calls of an answer that came whole stay open, because the run can go on with them. The same for the runs inside them.
 */
export const brokenAnswerEntries = ({ entries, openRun }: ReadConversation, sessionId: SessionId): readonly EntryDraft[] => {
  if (openRun === undefined) return [];
  const nested = openBelow(entries, openRun.runId).map(({ runId }) => foldNestedRun(entries, runId).openRun);
  return [openRun, ...nested].flatMap((run) => brokenAnswerOf(entries, run, sessionId));
};

const openBelow = (entries: readonly LogEntry[], runId: RunId): readonly NestedRecord[] =>
  runsBelow(nestedRunsIn(entries), runId).filter(({ outcome }) => outcome === undefined);

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

/** An open run's end in the log: its questions are closed, its calls settled, and it counts as stopped. */
const endOf = (
  entries: readonly LogEntry[],
  openRun: OpenRun,
  approvals: ReadonlyMap<string, Approval>,
  nested: readonly NestedEnd[],
): Omit<NestedEnd, "record"> => {
  const { messages, calls } = unfinished(entries, openRun);
  const questions = [...approvals.values()].filter(({ runId }) => runId === openRun.runId);
  const { turns, usage, calls: settled, callsFailed, filesChanged, durationMs } = openRun.spent;
  const cost = [...messages.values()].reduce<CostSum | undefined>(withCost, openRun.spent.cost);
  const own = { usage, calls: settled + calls.size, callsFailed, filesChanged, ...(cost === undefined ? {} : { cost }) };
  const summary: RunSummary = { turns, durationMs, ...nested.reduce<NestedSpent>((sum, end) => addSpent(sum, end.summary), own) };
  const said = new Map(nested.map(({ record, words }) => [record.parent.callId, words]));
  const events: readonly Event[] = [
    ...[...messages].map(withoutEnd),
    ...questions.map((question) => expired(question, "The run was ended.")),
    ...[...calls.values()].map((call) => settledStopped(call, call.access === "container" ? said.get(call.callId) : undefined)),
    { type: "run-ended", outcome: { type: "stopped" }, summary },
  ];
  return { events, summary, words: "" };
};

interface NestedEnd {
  readonly record: NestedRecord;
  readonly events: readonly Event[];
  readonly summary: RunSummary;
  /** What it had said last. */
  readonly words: string;
}

/** What ends a run's open nested runs, the deepest first, and what they came to. */
export const nestedClosing = (
  entries: readonly LogEntry[],
  runIds: ReadonlySet<RunId>,
  sessionId: SessionId,
  approvals: ReadonlyMap<string, Approval>,
): { readonly drafts: readonly EntryDraft[]; readonly ends: readonly NestedEnd[] } => {
  const records = nestedRunsIn(entries).filter(({ outcome }) => outcome === undefined);
  const drafts: EntryDraft[] = [];
  const close = (record: NestedRecord): readonly NestedEnd[] => {
    const below = records.filter(({ parent }) => parent.runId === record.runId).flatMap(close);
    const { history, openRun } = foldNestedRun(entries, record.runId);
    if (openRun === undefined) return [];
    const end = endOf(entries, openRun, approvals, below);
    drafts.push(...end.events.map((event) => draft(sessionId, openRun, event)));
    return [{ ...end, record, words: lastWords(history) }];
  };
  const ends = records.filter(({ runId }) => runIds.has(runId)).flatMap(close);
  return { drafts, ends };
};

/** Ends a run that is not going on, in the log alone, and before it the runs that its calls consist of. */
export const closingEntries = (
  { entries, openRun }: ReadConversation,
  sessionId: SessionId,
  approvals: ReadonlyMap<string, Approval>,
): readonly EntryDraft[] => {
  if (openRun === undefined) return [];
  const children = nestedRunsIn(entries).filter(({ parent }) => parent.runId === openRun.runId);
  const { drafts, ends } = nestedClosing(entries, new Set(children.map(({ runId }) => runId)), sessionId, approvals);
  const { events } = endOf(entries, openRun, approvals, ends);
  return [...drafts, ...events.map((event) => draft(sessionId, openRun, event))];
};
