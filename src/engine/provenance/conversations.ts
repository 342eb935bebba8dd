import type { CallId, MessageId, RunId, Seq, SessionId } from "../../kernel/base/ids.ts";
import { createNestedIndex, type NestedIndex } from "../../kernel/conversation/nested-run.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { LinkedLog, Moment, Turn } from "./linked-log.ts";

/** Where a conversation stands, after each entry that made it longer. */
interface Standing {
  readonly at: Seq;
  readonly turn: number;
}

/** The conversations of a log, each a list that branches share as far as they are one. */
export interface Conversations {
  readonly turns: readonly Turn[];
  readonly nested: NestedIndex;
  /** Takes entries in order of `seq`: goes to the branch that the entry is on. */
  readonly follow: (entry: LogEntry) => void;
  /** The last turn of the conversation that the entry belongs to; -1: it is empty. */
  readonly last: (entry: LogEntry) => number;
  readonly add: (entry: LogEntry, moment: Seq, cut?: Turn["cut"]) => void;
  /** An answer that broke off is not sent where another attempt took its place. */
  readonly drop: (entry: LogEntry, moment: Seq) => void;
}

/** The last turn at or before an entry. */
const standingAt = (standings: readonly Standing[], seq: Seq): number => {
  let [from, to] = [0, standings.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((standings[middle]?.at ?? 0) <= seq) from = middle + 1;
    else to = middle;
  }
  return standings[from - 1]?.turn ?? -1;
};

export const createConversations = (): Conversations => {
  const turns: Turn[] = [];
  const nested = createNestedIndex();
  const standings = new Map<SessionId | RunId, Standing[]>();
  const keyOf = ({ runId, sessionId }: LogEntry): SessionId | RunId | undefined =>
    nested.parentOf(runId) === undefined ? sessionId : runId;
  const listOf = (entry: LogEntry): Standing[] => {
    const key = keyOf(entry);
    if (key === undefined) return [];
    const known = standings.get(key) ?? [];
    standings.set(key, known);
    return known;
  };
  const last = (entry: LogEntry): number => listOf(entry).at(-1)?.turn ?? -1;
  return {
    turns,
    nested,
    last,
    follow: (entry) => {
      nested.note(entry);
      const { parentId, seq } = entry;
      if (parentId === undefined || parentId >= seq || nested.parentOf(entry.runId) !== undefined) return;
      const list = listOf(entry);
      list.push({ at: seq, turn: standingAt(list, parentId) });
    },
    add: (entry, moment, cut) => {
      turns.push({ moment, before: last(entry), ...(cut === undefined ? {} : { cut }) });
      listOf(entry).push({ at: entry.seq, turn: turns.length - 1 });
    },
    drop: (entry, moment) => {
      const turn = turns[last(entry)];
      if (turn?.moment === moment) listOf(entry).push({ at: entry.seq, turn: turn.before });
    },
  };
};

/**
 * The moments that stood in a request, the newest first: back to where a summary took the place of the rest, which is then the last,
 * and the messages that stayed beside it.
 */
export const requestContents = ({ moments, turns }: LinkedLog, conversation: number): readonly Seq[] => {
  const found: Seq[] = [];
  const pruned = new Set<CallId>();
  let keptFrom: MessageId | undefined;
  for (let turn = turns[conversation]; turn !== undefined; turn = turns[turn.before]) {
    const moment = moments.get(turn.moment);
    const { cut } = turn;
    if (cut === undefined) {
      if (moment?.kind !== "call" || !isIn(pruned, moment.entry.callId)) found.push(turn.moment);
      if (keptFrom !== undefined && messageOf(moment) === keptFrom) break;
      continue;
    }
    for (const callId of cut.pruned) pruned.add(callId);
    // What an earlier summary stood for is part of the later one.
    if (!cut.isWhole || keptFrom !== undefined) continue;
    found.push(turn.moment);
    if (cut.keptFrom === undefined) break;
    keptFrom = cut.keptFrom;
  }
  return found;
};

const isIn = (calls: ReadonlySet<CallId>, callId: CallId | undefined): boolean => callId !== undefined && calls.has(callId);

const messageOf = (moment: Moment | undefined): MessageId | undefined => {
  const event = moment?.entry.event;
  return event?.type === "user-message" || event?.type === "attempt-started" ? event.messageId : undefined;
};
