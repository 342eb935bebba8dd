import { type CostSum, withCost } from "../../kernel/cost.ts";
import type { Event } from "../../kernel/event.ts";
import type { MessageId, RunId, Seq, SessionId } from "../../kernel/ids.ts";
import type { LiveText } from "../../kernel/live.ts";
import type { LogEntry } from "../../kernel/log-entry.ts";
import { picturesOf, type Said } from "../../kernel/message.ts";
import type { ModelChoice } from "../../kernel/model.ts";
import { assertNever } from "../../kernel/result.ts";
import { addUsage, noUsage, type Usage } from "../../kernel/usage.ts";
import { foldWaiting } from "../../kernel/waiting.ts";
import type { BrokenRun } from "../../kernel/workspace-snapshot.ts";
import { createCallsFold } from "./fold-calls.ts";
import { createMessagesFold } from "./fold-messages.ts";
import { createNestedFold, type Place } from "./fold-nested.ts";
import { createTurnsFold } from "./fold-turns.ts";
import type { MessageEnding, SessionView } from "./session-view.ts";
import { hookWords } from "./views/event-title.ts";

/**
 * Folds the entries of one session, in order of `seq`, each in constant time. An entry that was told before, or that belongs
 * to another session, is ignored. An entry that cannot be used becomes an `unsupported` row; nothing throws.
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

/** The run as the fold knows it; the view adds whether it waits. */
interface RunDraft {
  readonly runId: RunId;
  readonly startedAt: number;
  readonly model: ModelChoice;
  readonly maxTurns: number;
  turn: number;
  end:
    | { readonly status: "interrupted"; readonly reason: Extract<Event, { readonly type: "run-interrupted" }>["reason"] }
    | ({ readonly status: "ended" } & Pick<Extract<Event, { readonly type: "run-ended" }>, "outcome" | "summary">)
    | undefined;
}

interface FoldState {
  readonly calls: ReturnType<typeof createCallsFold>;
  readonly turns: ReturnType<typeof createTurnsFold>;
  readonly messages: ReturnType<typeof createMessagesFold>;
  readonly nested: ReturnType<typeof createNestedFold>;
  waiting: SessionView["waiting"];
  run: RunDraft | undefined;
  usage: Usage;
  cost: CostSum | undefined;
  unreadable: number;
}

const saidIn = ({ messageId, blocks }: Extract<Event, { readonly type: "user-message" }>): Said => {
  let text = "";
  for (const block of blocks) if (block.type === "text") text += block.text;
  return { messageId, text, pictures: picturesOf(blocks) };
};

const hearUser = (state: FoldState, entry: LogEntry, said: Said): void => {
  const { turns, run } = state;
  const { messageId, text, pictures = [] } = said;
  const queued = state.waiting.some((steer) => steer.messageId === messageId);
  const latest = turns.latest();
  const goesOn = latest !== undefined && latest.ending === undefined && run !== undefined && run.end?.status !== "ended";
  const sameRun = goesOn && latest.runId === (entry.runId ?? run.runId);
  if (!queued || !sameRun) return turns.open(entry, said);
  const whileRunning = latest.items.some(({ type }) => type !== "steer");
  turns.add({ type: "steer", key: `steer-${entry.seq}`, messageId, text, pictures, at: entry.at, whileRunning });
};

/** What a check says to the model stands under what the person said. */
const hearMessage = (
  state: FoldState,
  place: Place,
  entry: LogEntry,
  event: Extract<Event, { readonly type: "user-message" }>,
): void => {
  const said = saidIn(event);
  if (event.by === undefined) return hearUser(state, entry, said);
  place.add({ type: "remark", key: `remark-${entry.seq}`, words: "A guardrail sent the answer back", text: said.text });
};

const startMessage = ({ messages }: FoldState, place: Place, messageId: MessageId, at: number): void => {
  if (messages.start(messageId, at)) place.add({ type: "message", key: messageId, messageId });
};

const endMessage = (state: FoldState, place: Place, messageId: MessageId, ending: MessageEnding, at: number): void => {
  state.usage = addUsage(state.usage, ending.usage);
  state.cost = withCost(state.cost, ending.cost);
  state.messages.end(messageId, ending, at);
  place.touch(messageId);
};

const runView = (run: RunDraft | undefined, waiting: number): SessionView["run"] => {
  if (run === undefined) return { status: "none" };
  const { runId, turn, startedAt, model, maxTurns, end } = run;
  if (end === undefined) return { status: waiting > 0 ? "waiting" : "running", runId, turn, startedAt, model, maxTurns };
  if (end.status === "interrupted") return { status: "interrupted", runId, turn, reason: end.reason };
  return { status: "ended", runId, outcome: end.outcome, summary: end.summary };
};

/** One entry about a run; false for every other entry. */
const applyRun = (state: FoldState, entry: LogEntry, event: Event): boolean => {
  const { turns, messages, run } = state;
  switch (event.type) {
    case "run-started": {
      if (entry.runId === undefined) throw new Error("A run started without a name.");
      const { maxTurns } = event.limits;
      state.run = { runId: entry.runId, startedAt: entry.at, model: event.model, maxTurns, turn: 0, end: undefined };
      turns.ownRun(entry.runId);
      return true;
    }
    case "run-interrupted":
      messages.abandon();
      if (run !== undefined) run.end = { status: "interrupted", reason: event.reason };
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
      if (run !== undefined) run.turn = entry.turn ?? run.turn + 1;
      return true;
    default:
      return false;
  }
};

/** One entry about a call; false for every other entry. */
const applyCall = ({ calls }: FoldState, place: Place, entry: LogEntry, event: Event): boolean => {
  switch (event.type) {
    case "call-started":
      calls.start(event.callId, entry.at);
      break;
    case "approval-requested":
      calls.ask(event.approval);
      place.touch(event.approval.callId);
      return true;
    case "approval-answered":
      calls.answer(event.callId, event.answer, entry.at);
      break;
    case "approval-superseded":
    case "approval-expired":
      calls.withdraw(event.callId, entry.at);
      break;
    case "call-settled":
      calls.settle(entry, event);
      break;
    case "operation-started":
      calls.progress(event.callId, { stage: "begun", message: event.message }, entry.at);
      break;
    case "call-progressed":
      calls.progress(event.callId, event.progress, entry.at);
      break;
    case "operation-prepared":
      calls.progress(event.callId, { stage: "ready", message: "Ready to be decided over" }, entry.at);
      break;
    case "late-result-ignored":
      calls.late(event.callId, event.afterMs);
      break;
    default:
      return false;
  }
  place.touch(event.callId);
  return true;
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

const apply = (state: FoldState, entry: LogEntry): void => {
  const { event, at, seq } = entry;
  const { calls, turns, messages } = state;
  const inside = state.nested.hear(entry);
  const place = inside ?? turns;
  if (inside === undefined ? applyRun(state, entry, event) : isAboutRun(event)) return;
  if (applyCall(state, place, entry, event)) return;
  switch (event.type) {
    case "user-message":
      hearMessage(state, place, entry, event);
      state.waiting = foldWaiting(state.waiting, event);
      return;
    case "hook-acted":
      return place.add({ type: "remark", key: `remark-${seq}`, words: hookWords(event), text: event.text });
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
    case "unsupported-entry":
    case "unreadable-entry":
      throw new Error(event.type === "unreadable-entry" ? event.reason : "This version does not know the entry.");
    case "session-created":
    case "session-renamed":
    case "session-deleted":
    case "level-changed":
    case "session-settings-changed":
    case "session-model-changed":
    case "session-caps-changed":
    case "rule-added":
    case "rule-removed":
    case "turn-ended":
    case "block-received":
    case "files-changed":
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
    case "late-result-ignored":
      return;
    default:
      return assertNever(event);
  }
};

/** What readers put where an entry is damaged may have lost its session's name; it stands among the session's entries all the same. */
const belongs = (entry: LogEntry, sessionId: SessionId): boolean =>
  entry.sessionId === sessionId ||
  (entry.sessionId === undefined && (entry.event.type === "unreadable-entry" || entry.event.type === "unsupported-entry"));

export const createSessionFold = (sessionId: SessionId): SessionFold => {
  const [calls, turns, messages] = [createCallsFold(), createTurnsFold(), createMessagesFold()];
  const state: FoldState = {
    calls,
    turns,
    messages,
    nested: createNestedFold(),
    waiting: [],
    run: undefined,
    usage: noUsage,
    cost: undefined,
    unreadable: 0,
  };
  const entries: LogEntry[] = [];
  let lastSeq: Seq = 0;
  let view: SessionView | undefined;
  let changed = true;

  const look = (): SessionView => {
    messages.flush();
    state.nested.flush();
    const grew = turns.flush() || view === undefined;
    return {
      sessionId,
      entries,
      revision: (view?.revision ?? 0) + 1,
      turnKeys: grew ? [...turns.keys] : (view?.turnKeys ?? []),
      turns: turns.turns,
      calls: calls.calls,
      messages: messages.messages,
      nested: state.nested.nested,
      waiting: state.waiting,
      run: runView(state.run, calls.waiting()),
      usage: state.usage,
      ...(state.cost === undefined ? {} : { cost: state.cost }),
      unreadable: state.unreadable,
    };
  };

  return {
    add: (entry) => {
      if (!belongs(entry, sessionId) || !(entry.seq > lastSeq)) return;
      lastSeq = entry.seq;
      entries.push(entry);
      changed = true;
      try {
        apply(state, entry);
      } catch (cause) {
        // A damaged entry that passed the reader costs one row, not the session.
        state.unreadable += 1;
        const reason = cause instanceof Error ? cause.message : String(cause);
        turns.add({ type: "unsupported", key: `unsupported-${entry.seq}`, seq: entry.seq, text: reason });
      }
    },
    addLive: (piece) => {
      if (piece.sessionId !== sessionId) return;
      messages.live(piece);
      changed = true;
    },
    breakOff: ({ runId, reason }) => {
      const { run } = state;
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
