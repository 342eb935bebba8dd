import type { Failure } from "../../../kernel/base/failure.ts";
import type { RunId, Seq } from "../../../kernel/base/ids.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

/** An entry whose event is known. */
export type EntryOf<Type extends Event["type"]> = LogEntry & { readonly event: EventOf<Type> };

export const isEntryOf =
  <Type extends Event["type"]>(...types: readonly Type[]) =>
  (entry: LogEntry): entry is EntryOf<Type> =>
    types.some((type) => type === entry.event.type);

/**
 * How replay reads an entry. `told`: the loop makes it, so it has to make it again. `streamed`: a piece of an answer, which the
 * recorded model says again. `given`: everything that hung on people, tools, time, chance or the order in which things were done;
 * it is taken from the log.
 */
export type Reading = "told" | "streamed" | "given";

export const readingOf = ({ event, turn }: LogEntry): Reading => {
  switch (event.type) {
    case "turn-started":
    case "turn-ended":
    case "attempt-started":
    case "retry-waiting":
    case "block-received":
    case "call-requested":
    case "message-ended":
    case "message-failed":
    case "run-ended":
    case "reminder-given":
    case "guard-checked":
    case "answer-checked":
    case "context-compacted":
    case "compaction-skipped":
      return "told";
    case "hook-acted":
      return event.point === "before-request" ? "told" : "given";
    case "user-message":
    case "thinking-dropped":
    case "model-replaced":
      // Only what a run heard or found out while it went on is told by its loop.
      return turn === undefined ? "given" : "told";
    case "text-appended":
    case "thinking-appended":
      return "streamed";
    case "session-created":
    case "session-renamed":
    case "session-deleted":
    case "level-changed":
    case "session-settings-changed":
    case "session-model-changed":
    case "session-caps-changed":
    case "session-guard-changed":
    case "rule-added":
    case "rule-changed":
    case "rule-removed":
    case "rules-ordered":
    case "steer-queued":
    case "steer-withdrawn":
    case "steer-moved":
    case "run-started":
    case "run-interrupted":
    case "run-resumed":
    case "call-started":
    case "approval-requested":
    case "approval-answered":
    case "approval-superseded":
    case "approval-expired":
    case "call-settled":
    case "mode-changed":
    case "stepping-changed":
    case "recalling-changed":
    case "memory-withheld":
    case "memory-recalled":
    case "texts-embedded":
    case "branch-chosen":
    case "branch-named":
    case "operation-prepared":
    case "operation-cancelled":
    case "operation-started":
    case "call-progressed":
    case "late-result-ignored":
    case "stage-acted":
    case "call-reviewed":
    case "circuit-changed":
    case "result-replayed":
    case "files-changed":
    case "effects-undone":
    case "erased-entry":
    case "unsupported-entry":
    case "unreadable-entry":
      return "given";
    default:
      return assertNever(event);
  }
};

/** One stretch in which a loop worked on a run: from its start or its resumption to its end, its interruption, or a crash. */
export interface Segment {
  /** The entry that it follows: the run's last first word, or `run-resumed`. */
  readonly after: LogEntry;
  /** Entries of the run in it, in order: what its loop told and heard, without what was written about it afterwards. */
  readonly entries: readonly LogEntry[];
  /** How it ended; undefined where the tab went away or the run goes on. */
  readonly end: EntryOf<"run-ended" | "run-interrupted"> | undefined;
  /** Where it is over for certain: at its end, or where the run was taken up again. */
  readonly until: Seq;
}

export interface RecordedRun {
  readonly runId: RunId;
  readonly started: EntryOf<"run-started">;
  readonly segments: readonly Segment[];
}

/** Whether a turn is open after these entries; a loop closes its turn before it ends a run. */
const isTurnOpen = (entries: readonly LogEntry[]): boolean => {
  const last = entries.findLast(isEntryOf("turn-started", "turn-ended"));
  return last?.event.type === "turn-started";
};

/** Where the log could not take everything, nobody knows what is missing. */
const losses: ReadonlySet<Failure["type"]> = new Set(["storage-full", "storage-lost", "superseded", "conflict"]);

/** Whether every entry of a stretch is there, so that it can be replayed. `session`: all entries of its session. */
export const isComplete = ({ after, until }: Segment, session: readonly LogEntry[]): boolean =>
  !session.some(
    ({ event, seq }) => event.type === "run-interrupted" && losses.has(event.reason.type) && seq > after.seq && seq <= until,
  );

/** Where the loop's own entries end: at the run's end or interruption, unless somebody else wrote that end for it. */
const segmentOf = (after: LogEntry, entries: readonly LogEntry[], until: Seq, isResumed: boolean): Segment => {
  const at = entries.findIndex(isEntryOf("run-ended", "run-interrupted"));
  const end = entries[at];
  if (end === undefined || !isEntryOf("run-ended", "run-interrupted")(end)) return { after, entries, until, end: undefined };
  const before = entries.slice(0, at);
  // A resumed run takes up the turn that its loop before left open.
  const isOpen = isTurnOpen(before) || (isResumed && !before.some(isEntryOf("turn-started", "turn-ended", "message-ended")));
  const isOwn = end.event.type === "run-interrupted" || end.event.outcome.type !== "stopped" || !isOpen;
  return { after, entries: before, until: end.seq, end: isOwn ? end : undefined };
};

/** A run as its entries tell it; undefined where its beginning is not there. `entries`: those of its session, in order. */
export const readRun = (entries: readonly LogEntry[], runId: RunId): RecordedRun | undefined => {
  const own = entries.filter((entry) => entry.runId === runId);
  const started = own.find(isEntryOf("run-started"));
  if (started === undefined) return undefined;
  const firstTold = own.findIndex((entry) => readingOf(entry) !== "given");
  const beginning =
    (firstTold === -1 ? own : own.slice(0, firstTold)).findLast(isEntryOf("run-started", "user-message")) ?? started;
  const starts = [beginning, ...own.filter(isEntryOf("run-resumed"))];
  const segments = starts.map((after, index) => {
    const until = starts[index + 1]?.seq ?? Number.POSITIVE_INFINITY;
    const within = own.filter(({ seq }) => seq > after.seq && seq < until);
    return segmentOf(after, within, until, index > 0);
  });
  return { runId, started, segments };
};
