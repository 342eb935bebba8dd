import type { ApprovalId, CallId, MessageId, RunId } from "../../../kernel/base/ids.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { type EventKind, kindOfAccess, kindOfEvent } from "./event-kind.ts";
import { type CallFacts, type EventTitle, titleOfEvent, titleOfTask } from "./event-title.ts";

/** Something that lasted: a message, a call, a wait for the person. Indexes are places in the session's entries. */
export interface Span {
  readonly type: "message" | "call" | "question";
  readonly kind: EventKind;
  readonly startIndex: number;
  readonly startAt: number;
  /** Absent while it goes on. */
  readonly endIndex?: number;
  readonly endAt?: number;
}

/** Something that happened at one moment and deserves a mark of its own. */
interface Moment {
  readonly kind: EventKind;
  readonly index: number;
}

interface RunOutline {
  readonly runId: RunId;
  readonly startIndex: number;
  readonly startAt: number;
  readonly endAt?: number;
}

interface TurnOutline {
  readonly index: number;
  readonly run: number;
  readonly turn: number;
  /** From `turn-ended`; absent while the turn goes on. */
  readonly durationMs?: number;
}

/** What the timeline and the ruler draw of a session, beside the entries themselves. */
export interface SessionOutline {
  readonly entries: readonly LogEntry[];
  readonly spans: readonly Span[];
  readonly moments: readonly Moment[];
  readonly runs: readonly RunOutline[];
  readonly turns: readonly TurnOutline[];
  /** The entries that changed the workspace, in order. */
  readonly effects: readonly LogEntry[];
  readonly calls: ReadonlyMap<CallId, CallFacts>;
  /** Kind by place in `entries`. */
  readonly kinds: readonly EventKind[];
  readonly counts: Readonly<Record<EventKind, number>>;
  /** Which turn of `turns` an entry belongs to, -1 for none; by place in `entries`. */
  readonly turnOf: readonly number[];
  /** The runs inside calls: their entries stand in the run and turn of the call, and `runs` and `turns` do not name them. */
  readonly nested: ReadonlyMap<RunId, { readonly agentPath: readonly string[] }>;
  /** Which run of `runs` an entry belongs to, -1 for none; by place in `entries`. */
  readonly runOf: readonly number[];
}

type Draft<Value> = { -readonly [Key in keyof Value]: Value[Key] };

const emptyCounts = (): Record<EventKind, number> => ({
  user: 0,
  model: 0,
  read: 0,
  write: 0,
  network: 0,
  memory: 0,
  graph: 0,
  approval: 0,
  error: 0,
});

/** The outline under construction: arrays grow at their end, spans are closed in place. */
const createDraft = () => ({
  entries: [] as LogEntry[],
  spans: [] as Draft<Span>[],
  moments: [] as Moment[],
  runs: [] as Draft<RunOutline>[],
  turns: [] as Draft<TurnOutline>[],
  effects: [] as LogEntry[],
  calls: new Map<CallId, CallFacts>(),
  kinds: [] as EventKind[],
  counts: emptyCounts(),
  turnOf: [] as number[],
  runOf: [] as number[],
  nested: new Map<RunId, { readonly agentPath: readonly string[] }>(),
  openMessage: new Map<MessageId, Draft<Span>>(),
  openCall: new Map<CallId, Draft<Span>>(),
  openQuestion: new Map<ApprovalId, Draft<Span>>(),
  runPlaces: new Map<RunId, number>(),
  turnPlaces: new Map<string, number>(),
});
type OutlineDraft = ReturnType<typeof createDraft>;

const open = (draft: OutlineDraft, type: Span["type"], kind: EventKind, entry: LogEntry): Draft<Span> => {
  const span: Draft<Span> = { type, kind, startIndex: draft.entries.length, startAt: entry.at };
  draft.spans.push(span);
  return span;
};
const close = (span: Draft<Span> | undefined, draft: OutlineDraft, entry: LogEntry): void => {
  if (span === undefined || span.endAt !== undefined) return;
  span.endIndex = draft.entries.length;
  span.endAt = Math.max(span.startAt, entry.at);
};
/** A run that ended or broke off leaves nothing open. */
const closeAll = (draft: OutlineDraft, entry: LogEntry): void => {
  for (const map of [draft.openMessage, draft.openCall, draft.openQuestion]) {
    for (const span of map.values()) close(span, draft, entry);
    map.clear();
  }
};

const addSpan = (draft: OutlineDraft, entry: LogEntry, kind: EventKind): void => {
  const { event } = entry;
  switch (event.type) {
    case "attempt-started":
      return void draft.openMessage.set(event.messageId, open(draft, "message", "model", entry));
    case "message-ended":
    case "message-failed": {
      const span = draft.openMessage.get(event.messageId);
      if (span !== undefined) span.kind = kind;
      return close(span, draft, entry);
    }
    case "call-requested":
      draft.calls.set(event.callId, { headline: event.headline, access: event.access, tool: event.tool });
      return;
    case "call-started":
      return void draft.openCall.set(event.callId, open(draft, "call", kindOfAccess(event.access), entry));
    case "approval-requested":
      return void draft.openQuestion.set(event.approval.approvalId, open(draft, "question", "approval", entry));
    case "approval-answered":
    case "approval-superseded":
    case "approval-expired":
      return close(draft.openQuestion.get(event.approvalId), draft, entry);
    case "call-settled": {
      const span = draft.openCall.get(event.callId);
      if (span === undefined) draft.moments.push({ kind, index: draft.entries.length });
      else span.kind = kind;
      return close(span, draft, entry);
    }
    case "run-ended":
    case "run-interrupted":
      return closeAll(draft, entry);
    default:
      if (event.type === "user-message" || kind === "error" || kind === "write") {
        draft.moments.push({ kind, index: draft.entries.length });
      }
  }
};

/** The place of a nested run's entry is that of the call that it all happens in: of the newest turn of the session's run. */
const addNestedPlace = (draft: OutlineDraft): void => {
  draft.runOf.push(draft.runs.length - 1);
  draft.turnOf.push(draft.turns.length - 1);
};

const addPlace = (draft: OutlineDraft, entry: LogEntry): void => {
  const { event, runId, turn, at } = entry;
  const index = draft.entries.length;
  if (event.type === "run-started" && runId !== undefined && !draft.runPlaces.has(runId)) {
    draft.runPlaces.set(runId, draft.runs.length);
    draft.runs.push({ runId, startIndex: index, startAt: at });
  }
  const run = runId === undefined ? -1 : (draft.runPlaces.get(runId) ?? -1);
  const runOutline = draft.runs[run];
  if (event.type === "run-ended" && runOutline !== undefined) runOutline.endAt = at;
  const turnKey = `${run}:${turn ?? 0}`;
  if (event.type === "turn-started" && turn !== undefined) {
    draft.turnPlaces.set(turnKey, draft.turns.length);
    draft.turns.push({ index, run, turn });
  }
  const place = turn === undefined ? -1 : (draft.turnPlaces.get(turnKey) ?? -1);
  const turnOutline = draft.turns[place];
  if (event.type === "turn-ended" && turnOutline !== undefined) turnOutline.durationMs = event.summary.durationMs;
  draft.runOf.push(run);
  draft.turnOf.push(event.type === "run-ended" ? -1 : place);
};

const callIdOf = ({ event, callId }: LogEntry): CallId | undefined => ("callId" in event ? event.callId : callId);

/** What is known of the call that an entry belongs to. */
const callOf = (outline: SessionOutline, entry: LogEntry): CallFacts | undefined => {
  const id = callIdOf(entry);
  return id === undefined ? undefined : outline.calls.get(id);
};

/** Who acted, where it was not the session's own agent: names from it down. */
export const agentOf = ({ nested }: SessionOutline, { runId }: LogEntry): string | undefined =>
  (runId === undefined ? undefined : nested.get(runId))?.agentPath.join(" › ");

/** What happened, in words. */
export const titleOfEntry = (outline: SessionOutline, entry: LogEntry): EventTitle =>
  entry.event.type === "user-message" && agentOf(outline, entry) !== undefined
    ? titleOfTask(entry.event)
    : titleOfEvent(entry.event, callOf(outline, entry));

const noteNested = ({ nested }: OutlineDraft, { event, runId }: LogEntry): boolean => {
  if (runId === undefined) return false;
  if (event.type === "run-started" && event.parent !== undefined) nested.set(runId, { agentPath: event.parent.agentPath });
  return nested.has(runId);
};

const addEntry = (draft: OutlineDraft, entry: LogEntry): void => {
  const isNested = noteNested(draft, entry);
  const isTask = isNested && entry.event.type === "user-message";
  const kind = isTask ? "model" : kindOfEvent(entry.event, callOf(draft, entry)?.access);
  if (isNested) addNestedPlace(draft);
  else addPlace(draft, entry);
  // The end of a nested run closes nothing: what is open belongs to others.
  if (!isNested || entry.event.type !== "run-ended") addSpan(draft, entry, kind);
  if ("effect" in entry.event && entry.event.effect !== undefined) draft.effects.push(entry);
  draft.kinds.push(kind);
  draft.counts[kind] += 1;
  draft.entries.push(entry);
};

/**
 * Reads a session's entries into an outline, each entry once: the same entries with more behind them only cost what is
 * more, other entries start over. Gives the same object while nothing was added. The arrays of an earlier outline grow
 * with later ones; what they held stays, except that open spans end.
 */
export const createOutlineReader = (): ((entries: readonly LogEntry[]) => SessionOutline) => {
  let draft = createDraft();
  let latest: SessionOutline = { ...draft };
  return (entries) => {
    const known = draft.entries.length;
    const continues =
      entries.length >= known &&
      (known === 0 || (entries[0] === draft.entries[0] && entries[known - 1] === draft.entries[known - 1]));
    if (!continues) draft = createDraft();
    else if (entries.length === known) return latest;
    for (let index = draft.entries.length; index < entries.length; index += 1) {
      const entry = entries[index];
      if (entry !== undefined) addEntry(draft, entry);
    }
    latest = { ...draft };
    return latest;
  };
};
