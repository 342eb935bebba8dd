import { canonicalHash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { CallId, RunId, SessionId } from "../../kernel/base/ids.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import { byPerson } from "../origins/origins.ts";
import { nestedClosing, type ReadConversation } from "./conversation.ts";
import { nestedRunsIn } from "./nested-log.ts";

/** From this many ends of the tab in one step on, a run is only taken up when the person says how. */
const crashesBeforeSafeMode = 2;

/** What shows that a run came further: after it, a crash is another step's. */
const progress: ReadonlySet<Event["type"]> = new Set([
  "user-message",
  "message-ended",
  "call-settled",
  "approval-answered",
  "operation-started",
  "operation-prepared",
  "call-progressed",
]);

/** How often the tab has ended in the step in which a run stands, as far as the log was told. `entries`: of its session, in order. */
export const crashesInStep = (entries: readonly LogEntry[], runId: RunId): number => {
  let crashes = 0;
  for (const { event, runId: owner } of entries.toReversed()) {
    if (progress.has(event.type) || (event.type === "run-started" && owner === runId)) break;
    if (event.type === "run-interrupted" && owner === runId && event.crashes !== undefined) crashes += 1;
  }
  return crashes;
};

export const stuckFailure: Failure = {
  type: "aborted",
  message:
    "The tab ended again and again in the same step, so the run is not taken up by itself. Everything up to here is kept. Say what becomes of this step.",
};

export const isStuck = (crashes: number): boolean => crashes >= crashesBeforeSafeMode;

/** For a run in safe mode that is to be taken up without a word on how. */
export const needsDecision: Failure = {
  type: "conflict",
  message:
    "This run is in safe mode, because the tab ended more than once in the same step. Nothing was done: skip the call, try the step again, or end the run.",
};

/** Whether a run waits for the person to say what becomes of the step in which the tab ended. */
export const isInSafeMode = (entries: readonly LogEntry[], runId: RunId): boolean => {
  const last = entries.findLast(
    ({ event, runId: owner }) => owner === runId && (event.type === "run-interrupted" || event.type === "run-resumed"),
  )?.event;
  return last?.type === "run-interrupted" && isStuck(last.crashes ?? 0);
};

type Requested = Extract<Event, { readonly type: "call-requested" }>;

/** The calls that went on when the tab ended: those that were started, else, because reads are not, all that are open. */
const callsUnderWay = ({ entries, openRun }: ReadConversation): readonly Requested[] => {
  const open = new Set<CallId>(openRun?.openCalls.map(({ callId }) => callId));
  const started = new Set<CallId>();
  const requested: Requested[] = [];
  for (const { event } of entries) {
    if (event.type === "call-requested" && open.has(event.callId)) requested.push(event);
    if (event.type === "call-started" && open.has(event.callId)) started.add(event.callId);
  }
  return started.size === 0 ? requested : requested.filter(({ callId }) => started.has(callId));
};

const skipped = ({ access }: Requested): Failure =>
  access === "external"
    ? {
        type: "in-doubt",
        message:
          "skipped by the person, because the tab ended again and again while this call ran. Whether it happened outside is unknown; check before it is done again.",
      }
    : {
        type: "aborted",
        message:
          "skipped by the person, because the tab ended again and again while this call ran. It changed nothing in the workspace. Do it in another way, or leave it.",
      };

const nothingToSkip: Failure = {
  type: "invalid-input",
  message: "No call went on in this step: the model was being asked. Nothing was done; try the step again, or end the run.",
};

/**
 * What settles the calls under way as skipped: the model reads that they were, and the run goes on behind them. Runs inside them
 * end first, and questions about them close. A failure where no call is open.
 */
export const skipEntries = (
  conversation: ReadConversation,
  sessionId: SessionId,
  approvals: ReadonlyMap<string, Approval>,
): { readonly drafts: readonly EntryDraft[]; readonly failure?: Failure } => {
  const { entries, openRun } = conversation;
  const calls = callsUnderWay(conversation);
  if (openRun === undefined || calls.length === 0) return { drafts: [], failure: nothingToSkip };
  const ids = new Set<CallId>(calls.map(({ callId }) => callId));
  const inside = nestedRunsIn(entries).filter(({ parent }) => parent.runId === openRun.runId && ids.has(parent.callId));
  const { drafts } = nestedClosing(entries, new Set(inside.map(({ runId }) => runId)), sessionId, approvals);
  const draft = (callId: CallId, event: Event): EntryDraft => ({
    sessionId,
    runId: openRun.runId,
    callId,
    causes: [],
    origins: byPerson,
    event,
  });
  const questions = [...approvals.values()].filter(({ runId, callId }) => runId === openRun.runId && ids.has(callId));
  return {
    drafts: [
      ...drafts,
      ...questions.map(({ approvalId, callId }) =>
        draft(callId, { type: "approval-expired", approvalId, callId, reason: "The call was skipped." }),
      ),
      ...calls.map((call) =>
        draft(call.callId, {
          type: "call-settled",
          callId: call.callId,
          tool: call.tool,
          inputHash: canonicalHash({ tool: call.tool, input: call.input }),
          outcome: { type: "failed", failure: skipped(call) },
          durationMs: 0,
        }),
      ),
    ],
  };
};
