import type { MessageId, Seq, SessionId } from "../../kernel/base/ids.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import { todosSetBy } from "../../kernel/conversation/todo.ts";
import { foldWaiting } from "../../kernel/conversation/waiting.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { BrokenRun } from "../../kernel/log/workspace-snapshot.ts";
import { tokensAfter } from "../../kernel/model/usage.ts";
import { applyCall } from "./apply-call.ts";
import { createBranchesFold } from "./fold-branches.ts";
import type { Place } from "./fold-nested.ts";
import { hearMessage } from "./fold-said.ts";
import { countStages } from "./fold-stages.ts";
import { createFoldState, type FoldState } from "./fold-state.ts";
import { createTotalsFold, type TotalsFold } from "./fold-totals.ts";
import { runView } from "./run-draft.ts";
import type { MessageEnding, SessionView } from "./session-view.ts";
import { formWords, guardWords, hookWords } from "./views/event-title.ts";

/**
 * Folds the active branch of one session; usage, cost and damage are those of all branches. Takes the session's entries in
 * order of `seq`, each in constant time, but for those that choose a branch: the next look folds its path anew. An entry that
 * was told before, or that belongs to another session, is ignored. An entry that cannot be used becomes an `unsupported` row;
 * nothing throws.
 */
export interface SessionFold {
  readonly add: (entry: LogEntry) => void;
  /** A piece of a stream ahead of the log; what the log already has of it is dropped. */
  readonly addLive: (piece: LiveText) => void;
  /** The run does not go on, and the log could not be told. Does nothing where it is over or another one. */
  readonly breakOff: (run: BrokenRun) => void;
  /** The session so far: the same object until something changed. */
  readonly view: () => SessionView;
}

const startMessage = ({ messages }: FoldState, place: Place, messageId: MessageId, at: number): void => {
  if (messages.start(messageId, at)) place.add({ type: "message", key: messageId, messageId });
};

const endMessage = (state: FoldState, place: Place, messageId: MessageId, ending: MessageEnding, at: number): void => {
  state.messages.end(messageId, ending, at);
  place.touch(messageId);
};

/** One entry about a run; false for every other entry. */
const applyRun = (state: FoldState, entry: LogEntry, event: Event): boolean => {
  const { turns, messages, run } = state;
  switch (event.type) {
    case "run-started": {
      if (entry.runId === undefined) throw new Error("A run started without a name.");
      const { maxTurns } = event.limits;
      const { model, turnsBefore = 0 } = event;
      state.run = { runId: entry.runId, startedAt: entry.at, model, maxTurns, turnsBefore, turn: 0, end: undefined };
      // It answers nothing, so what it came to is no turn's end.
      if (event.purpose === undefined) turns.ownRun(entry.runId);
      else turns.passOver(entry.runId);
      return true;
    }
    case "run-interrupted":
      messages.abandon();
      if (run !== undefined)
        run.end = {
          status: "interrupted",
          reason: event.reason,
          ...(event.crashes === undefined ? {} : { crashes: event.crashes }),
        };
      turns.add({ type: "interrupted", key: `interrupted-${entry.seq}`, reason: event.reason, resumed: false });
      return true;
    case "run-resumed":
      if (run !== undefined) run.end = undefined;
      turns.markResumed();
      return true;
    case "run-ended":
      messages.abandon();
      if (run !== undefined) run.end = { status: "ended", outcome: event.outcome, summary: event.summary };
      turns.end(entry.runId, { outcome: event.outcome, summary: event.summary, at: entry.at });
      return true;
    case "turn-started":
      if (run !== undefined) run.turn = entry.turn === undefined ? run.turn + 1 : entry.turn - run.turnsBefore;
      return true;
    default:
      return false;
  }
};

const applyUndo = (
  { calls, turns }: FoldState,
  entry: LogEntry,
  event: Extract<Event, { readonly type: "effects-undone" }>,
): void => {
  turns.addUndo(entry, event);
  for (const effectId of event.undone) if (!calls.markUndone(effectId, entry.seq)) turns.markUndone(effectId, entry.seq);
  for (const effectId of event.restored) if (!calls.markUndone(effectId, undefined)) turns.markUndone(effectId, undefined);
};

/** What a nested run's own fold has taken already. */
const isAboutRun = (event: Event): boolean =>
  event.type.startsWith("run-") || event.type === "turn-started" || (event.type === "user-message" && event.by === undefined);

/** The path goes on from another place: nothing that was under way there goes on. */
const cut = (state: FoldState, { seq }: LogEntry, event: Extract<Event, { readonly type: "branch-chosen" }>): void => {
  const { calls, turns, messages, run } = state;
  calls.cut(seq);
  turns.cut();
  messages.abandon();
  if (run?.end?.status !== "ended") state.run = undefined;
  state.waiting = foldWaiting(state.waiting, event);
  const { kept } = event;
  if (kept.length === 0) return;
  const text = "Others changed them since, so they are not as this branch has them.";
  turns.announce({ type: "remark", key: `kept-${seq}`, words: `Kept as they are: ${kept.join(", ")}`, text });
};

const apply = (state: FoldState, entry: LogEntry): void => {
  const { event, at, seq } = entry;
  const { calls, turns, messages } = state;
  const inside = state.nested.hear(entry);
  const place = inside ?? turns;
  if (inside === undefined ? applyRun(state, entry, event) : isAboutRun(event)) return;
  // The lists of nested runs are their own.
  if (event.type === "call-settled" && inside === undefined) state.todos = todosSetBy(entry) ?? state.todos;
  state.stages = countStages(state.stages, event, ({ callId }) => calls.calls.get(callId)?.tool);
  if (applyCall(calls, place, entry, event)) return;
  switch (event.type) {
    case "user-message":
      hearMessage(state, place, entry, event);
      state.waiting = foldWaiting(state.waiting, event);
      return;
    case "memory-recalled":
      return place.add({ type: "recalled", key: `recalled-${seq}`, recall: event });
    case "texts-embedded": {
      const { engine, failure } = event;
      if (failure === undefined) return;
      const words = `${engine.model} gave no vectors, so words alone were compared`;
      return place.add({ type: "remark", key: `remark-${seq}`, words, text: failure.message });
    }
    case "reminder-given":
      return place.add({
        type: "remark",
        key: `remark-${seq}`,
        words: "The model was reminded",
        text: event.text,
        isAside: true,
      });
    case "guard-checked":
      return place.add({ type: "remark", key: `remark-${seq}`, words: guardWords(event), text: event.reason });
    case "answer-checked": {
      const { type: _checked, messageId, ...form } = event;
      if (messageId !== undefined && messages.form(messageId, form)) return place.touch(messageId);
      return place.add({ type: "remark", key: `remark-${seq}`, words: formWords(event), text: event.problems.join(" ") });
    }
    case "hook-acted":
      return place.add({ type: "remark", key: `remark-${seq}`, words: hookWords(event), text: event.text });
    case "context-compacted":
      if (inside === undefined) state.contextTokens = event.tokensAfter;
      return place.add({ type: "compaction", key: `compaction-${seq}`, event });
    case "compaction-skipped":
      return place.add({ type: "remark", key: `remark-${seq}`, words: "The conversation was not shortened", text: event.reason });
    case "steer-queued":
    case "steer-withdrawn":
    case "steer-moved":
      state.waiting = foldWaiting(state.waiting, event);
      return;
    case "attempt-started":
      return startMessage(state, place, event.messageId, at);
    case "retry-waiting": {
      const { type: _type, ...wait } = event;
      return place.add({ type: "retry", key: `retry-${seq}`, ...wait, at });
    }
    case "model-replaced": {
      const { type, ...replaced } = event;
      if (state.run !== undefined && state.run.runId === entry.runId) state.run.model = event.to;
      return place.add({ type, key: `${type}-${seq}`, ...replaced });
    }
    case "thinking-dropped": {
      const { type, ...dropped } = event;
      return place.add({ type, key: `${type}-${seq}`, ...dropped });
    }
    case "text-appended":
      startMessage(state, place, event.messageId, at);
      return messages.append("text", event.messageId, event.offset, event.text, at);
    case "thinking-appended":
      startMessage(state, place, event.messageId, at);
      return messages.append("thinking", event.messageId, event.offset, event.text, at);
    case "message-ended": {
      const { type: _ended, messageId, ...ending } = event;
      if (inside === undefined) state.contextTokens = tokensAfter(event.usage) ?? state.contextTokens;
      return endMessage(state, place, messageId, { type: "ended", ...ending }, at);
    }
    case "message-failed": {
      const { type: _failed, messageId, ...ending } = event;
      return endMessage(state, place, messageId, { type: "failed", ...ending }, at);
    }
    case "call-requested":
      calls.request(entry, event, entry.turn ?? state.run?.turn ?? 0);
      messages.endThinking(event.messageId, at);
      return place.add({ type: "call", key: event.callId, callId: event.callId });
    case "effects-undone":
      return applyUndo(state, entry, event);
    case "branch-chosen":
      return cut(state, entry, event);
    case "unsupported-entry":
    case "unreadable-entry":
      throw new Error(event.type === "unreadable-entry" ? event.reason : "This version does not know the entry.");
    case "session-created":
    case "session-renamed":
    case "session-deleted":
    case "level-changed":
    case "session-guard-changed":
    case "mode-changed":
    case "stepping-changed":
    case "recalling-changed":
    case "memory-withheld":
    case "session-settings-changed":
    case "session-model-changed":
    case "session-caps-changed":
    case "rule-added":
    case "rule-changed":
    case "rule-removed":
    case "rules-ordered":
    case "turn-ended":
    case "block-received":
    case "files-changed":
    case "branch-named":
    case "erased-entry":
    case "run-started":
    case "run-interrupted":
    case "run-resumed":
    case "run-ended":
    case "turn-started":
    case "call-started":
    case "approval-requested":
    case "approval-answered":
    case "approval-superseded":
    case "approval-expired":
    case "call-settled":
    case "operation-started":
    case "call-progressed":
    case "operation-prepared":
    case "operation-cancelled":
    case "result-replayed":
    case "late-result-ignored":
    case "stage-acted":
    case "call-reviewed":
    case "circuit-changed":
      return;
    default:
      return assertNever(event);
  }
};

/** What readers put where an entry is damaged may have lost its session's name; it stands among the session's entries all the same. */
const belongs = (entry: LogEntry, sessionId: SessionId): boolean =>
  entry.sessionId === sessionId ||
  (entry.sessionId === undefined && (entry.event.type === "unreadable-entry" || entry.event.type === "unsupported-entry"));

/** A damaged entry that passed the reader costs one row, not the session. */
const applyOrTell = (state: FoldState, totals: TotalsFold, entry: LogEntry): void => {
  try {
    apply(state, entry);
  } catch (cause) {
    totals.addUnreadable(entry.seq);
    const reason = cause instanceof Error ? cause.message : String(cause);
    state.turns.add({ type: "unsupported", key: `unsupported-${entry.seq}`, seq: entry.seq, text: reason });
  }
};

export const createSessionFold = (sessionId: SessionId): SessionFold => {
  let state = createFoldState();
  const branches = createBranchesFold();
  const totals = createTotalsFold();
  const entries: LogEntry[] = [];
  let lastSeq: Seq = 0;
  let view: SessionView | undefined;
  let changed = true;
  /** Another path has to be folded: until then entries are only kept. */
  let isElsewhere = false;

  /** The state of the active path. */
  const here = (): FoldState => {
    if (!isElsewhere) return state;
    isElsewhere = false;
    state = createFoldState();
    const { path, pointByStart } = branches.retrace(entries);
    for (const entry of path) {
      const point = pointByStart.get(entry.seq);
      if (point !== undefined) state.turns.fork(point);
      applyOrTell(state, totals, entry);
    }
    return state;
  };

  const look = (): SessionView => {
    const before = state;
    const { calls, contextTokens, turns, messages, nested, stages, todos, waiting, run } = here();
    messages.flush();
    nested.flush();
    const grew = turns.flush() || view === undefined || before !== state;
    return {
      sessionId,
      entries,
      branchPoints: branches.points(),
      openPoints: turns.openPoints(),
      elsewhere: branches.elsewhere(),
      branchNames: branches.names(),
      revision: (view?.revision ?? 0) + 1,
      turnKeys: grew ? [...turns.keys] : (view?.turnKeys ?? []),
      turns: turns.turns,
      calls: calls.calls,
      messages: messages.messages,
      nested: nested.nested,
      waiting,
      todos,
      stages,
      run: runView(run, calls.waiting()),
      ...(contextTokens === undefined ? {} : { contextTokens }),
      ...totals.view(),
    };
  };

  return {
    add: (entry) => {
      if (!belongs(entry, sessionId) || !(entry.seq > lastSeq)) return;
      lastSeq = entry.seq;
      entries.push(entry);
      changed = true;
      totals.hear(entry);
      isElsewhere = branches.hear(entry) || isElsewhere;
      if (!isElsewhere) applyOrTell(state, totals, entry);
    },
    addLive: (piece) => {
      if (piece.sessionId !== sessionId) return;
      here().messages.live(piece);
      changed = true;
    },
    breakOff: ({ runId, reason }) => {
      const { run, messages, turns } = here();
      if (run?.runId !== runId || run.end !== undefined) return;
      messages.abandon();
      run.end = { status: "interrupted", reason };
      turns.add({ type: "interrupted", key: `broken-off-${lastSeq}`, reason, resumed: false });
      changed = true;
    },
    view: () => {
      if (changed || view === undefined) view = look();
      changed = false;
      return view;
    },
  };
};

/** A session as it was right after the entry `upTo`, or after its last entry. */
export const foldSession = (sessionId: SessionId, entries: readonly LogEntry[], upTo = Number.POSITIVE_INFINITY): SessionView => {
  const fold = createSessionFold(sessionId);
  for (const entry of entries) {
    if (entry.seq > upTo) break;
    fold.add(entry);
  }
  return fold.view();
};
