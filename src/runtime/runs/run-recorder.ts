import type { Clock } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId, RunId, SessionId } from "../../kernel/base/ids.ts";
import { createJoinedText, type JoinedText } from "../../kernel/base/joined-text.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Soon } from "../../kernel/base/soon.ts";
import type { Durability, Store } from "../../kernel/contracts/store.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log/log-entry.ts";
import { byModel } from "../origins/origins.ts";

/** Writes one run into the log: facts as they come, stream text joined. */
export interface RunRecorder {
  /** Shows a piece of the stream at once and stores it within 100 ms. */
  readonly delta: (kind: LiveText["kind"], messageId: MessageId, text: string) => void;
  /** Stores facts, after all stream text before them, in one commit. */
  readonly record: (
    facts: readonly RecordedFact[],
    about: Pick<EntryDraft, "causes" | "origins">,
    durability: Durability,
  ) => Soon<Result<readonly LogEntry[], Failure>>;
  /** Stores what is left of the stream. */
  readonly flush: (durability: Durability) => Soon<Result<readonly LogEntry[], Failure>>;
  /** Resolves when everything that was given to the store is stored or has failed, and its failure was told. */
  readonly settled: () => Promise<void>;
  /** Forgets what is left: nothing may be written any more. */
  readonly abandon: () => void;
}

export interface RecordedFact {
  readonly event: Event;
  /** Absent: the fact is about the run, not about one of its turns. */
  readonly turn?: number;
}

export interface RunRecorderDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly onLiveText: (piece: LiveText) => void;
  /** A write in the background did not work; the run cannot go on. */
  readonly onFailure: (failure: Failure) => void;
}

/** A part of a stream that is not stored yet. */
interface Piece extends Pick<LiveText, "kind" | "messageId" | "offset"> {
  readonly text: JoinedText;
}

const endOf = ({ offset, text }: Piece): number => offset + text.length();
const nameOf = ({ kind, messageId }: Pick<Piece, "kind" | "messageId">): string => `${kind} ${messageId}`;

/** What is on screen is at most this far ahead of the log. */
const coalesceMs = 100;
/** Stream text reaches the disk itself at least this often. */
const strictEveryMs = 2_000;
const strictEveryChars = 64 * 1024;

export const createRunRecorder = (deps: RunRecorderDeps): RunRecorder => {
  const { clock, store, sessionId, runId } = deps;
  /** Where the stored part of a stream ends. */
  const ends = new Map<string, number>();
  let pending: Piece[] = [];
  let cancelTimer: (() => void) | undefined;
  let lastStrictAt = clock.monotonic();
  let charsSinceStrict = 0;
  let abandoned = false;
  /** The store answers in the order in which it was asked, so the last answer stands for all. */
  let last: unknown;
  /** What the model says has the origins of the last fact of it. */
  let streamOrigins = byModel;
  /** The stream belongs to the turn of the last fact before it. */
  let currentTurn: { readonly turn?: number } = {};

  /** Where the next piece of a stream stands that was left for another one. */
  const offsetFor = (kind: LiveText["kind"], messageId: MessageId): number => {
    const before = pending.findLast((piece) => piece.kind === kind && piece.messageId === messageId);
    return before === undefined ? (ends.get(nameOf({ kind, messageId })) ?? 0) : endOf(before);
  };

  const takePending = (): readonly EntryDraft[] => {
    cancelTimer?.();
    cancelTimer = undefined;
    const taken = pending;
    pending = [];
    for (const piece of taken) ends.set(nameOf(piece), endOf(piece));
    return taken.map(({ kind, messageId, offset, text }) => ({
      sessionId,
      runId,
      ...currentTurn,
      causes: [],
      origins: streamOrigins,
      event: { type: kind === "text" ? "text-appended" : "thinking-appended", messageId, offset, text: text.read() },
    }));
  };

  const draftOf = ({ event, turn }: RecordedFact, { causes, origins }: Pick<EntryDraft, "causes" | "origins">): EntryDraft => {
    const callId = "callId" in event ? event.callId : undefined;
    if (turn === undefined) {
      return { sessionId, runId, ...(callId === undefined ? {} : { callId }), causes, origins, event };
    }
    return callId === undefined
      ? { sessionId, runId, turn, causes, origins, event }
      : { sessionId, runId, turn, callId, causes, origins, event };
  };

  const isBarrierDue = (): boolean =>
    charsSinceStrict >= strictEveryChars || (charsSinceStrict > 0 && clock.monotonic() - lastStrictAt >= strictEveryMs);

  const append = (entries: readonly EntryDraft[], asked: Durability): Soon<Result<readonly LogEntry[], Failure>> => {
    if (abandoned || entries.length === 0) return ok([]);
    const durability = asked === "strict" || isBarrierDue() ? "strict" : "relaxed";
    if (durability === "strict") {
      lastStrictAt = clock.monotonic();
      charsSinceStrict = 0;
    }
    const stored = store.append({ entries, effects: [], expects: [], durability });
    last = stored;
    return stored;
  };

  const flushInBackground = async (): Promise<void> => {
    cancelTimer = undefined;
    const stored = await append(takePending(), "relaxed");
    if (!stored.ok) deps.onFailure(stored.error);
  };

  return {
    delta: (kind, messageId, text) => {
      if (abandoned || text === "") return;
      const last = pending.at(-1);
      const goesOn = last !== undefined && last.kind === kind && last.messageId === messageId;
      const offset = goesOn ? endOf(last) : offsetFor(kind, messageId);
      const piece = goesOn ? last : { kind, messageId, offset, text: createJoinedText() };
      if (!goesOn) pending.push(piece);
      piece.text.add(text);
      charsSinceStrict += text.length;
      cancelTimer ??= clock.after(coalesceMs, () => void flushInBackground());
      deps.onLiveText({ sessionId, messageId, kind, offset, text });
    },
    record: (facts, about, durability) => {
      const drafts = facts.map((fact) => draftOf(fact, about));
      const entries = pending.length === 0 ? drafts : [...takePending(), ...drafts];
      if (about.origins[0]?.type === "model") streamOrigins = about.origins;
      const turn = facts.at(-1)?.turn;
      if (turn !== undefined && turn !== currentTurn.turn) currentTurn = { turn };
      return append(entries, durability);
    },
    flush: (durability) => append(takePending(), durability),
    settled: async () => {
      await last;
    },
    abandon: () => {
      abandoned = true;
      cancelTimer?.();
      pending = [];
    },
  };
};
