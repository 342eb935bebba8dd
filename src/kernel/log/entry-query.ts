import type { CallId, RunId, Seq, SessionId } from "../base/ids.ts";
import { isJsonObject, isSameJson, type JsonValue } from "../base/json.ts";
import type { Event, EventType } from "./event.ts";
import type { LogEntry } from "./log-entry.ts";

/** A value that an event must hold. */
export interface DataMatch {
  /** Names of fields from the event down, with dots between them: `outcome.type`, `approval.tool`, `effect.files.0.path`. */
  readonly path: string;
  readonly value: JsonValue;
}

/** What entries are looked for by. All that is named must hold; what is absent holds for every entry. Found entries come newest first. */
export interface EntryQuery {
  /** Any of these; none is the same as absent. */
  readonly kinds?: readonly EventType[];
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  readonly callId?: CallId;
  /** At least 1. */
  readonly turn?: number;
  /** Of the call that the entry is about. */
  readonly tool?: string;
  /** Milliseconds since 1970, inclusive. */
  readonly since?: number;
  /** Milliseconds since 1970, exclusive. */
  readonly until?: number;
  /** The first place that counts. */
  readonly from?: Seq;
  /** Any of these places. */
  readonly seqs?: readonly Seq[];
  /** Every one of these. */
  readonly data?: readonly DataMatch[];
  /** Words that must stand somewhere in the entry as it is recorded, in any case and order. */
  readonly words?: string;
  /** How many are given at most; 0 is the same as absent: all of them. */
  readonly limit?: number;
}

/** Entries that were found, newest first. */
export interface FoundEntries {
  readonly entries: readonly LogEntry[];
  /** How many there are, also beyond the limit. */
  readonly total: number;
  /** Whether no more than `total` can be there; otherwise the search ended with its limit. */
  readonly isTotalExact: boolean;
}

/** The fields that are about the entry's place, and so can be held in an index. */
export interface EntryPlace extends Pick<LogEntry, "seq" | "at" | "sessionId" | "runId" | "callId" | "turn"> {
  readonly kind: EventType;
  readonly tool: string | undefined;
}

/** The tool that an event is about; undefined where it is about none. */
export const toolOf = (event: Event): string | undefined => {
  if (event.type === "approval-requested") return event.approval.tool;
  return "tool" in event ? event.tool : undefined;
};

/** The call that an entry is about: some entries say it in their event alone. */
const callOf = ({ callId, event }: LogEntry): CallId | undefined => {
  if (callId !== undefined) return callId;
  if (event.type === "approval-requested") return event.approval.callId;
  return "callId" in event ? event.callId : undefined;
};

export const placeOf = (entry: LogEntry): EntryPlace => {
  const callId = callOf(entry);
  return callId === entry.callId
    ? { ...entry, kind: entry.event.type, tool: toolOf(entry.event) }
    : { ...entry, ...(callId === undefined ? {} : { callId }), kind: entry.event.type, tool: toolOf(entry.event) };
};

/** What stands at a path of a value; undefined where nothing does. */
const valueAt = (root: JsonValue, path: string): JsonValue | undefined => {
  let value: JsonValue | undefined = root;
  for (const name of path.split(".")) {
    if (Array.isArray(value)) value = value[Number(name)];
    else if (isJsonObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return value;
};

const wordsOf = (text: string | undefined): readonly string[] =>
  (text ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");

/** Whether a query asks for more than an `EntryPlace` says. */
export const asksForContent = ({ data = [], words }: EntryQuery): boolean => data.length > 0 || wordsOf(words).length > 0;

/** Whether a query asks for anything at all. */
export const asksForSomething = (query: EntryQuery): boolean => {
  const { kinds = [], data: _data, words: _words, limit: _limit, ...place } = query;
  return asksForContent(query) || kinds.length > 0 || Object.keys(place).length > 0;
};

/** Whether the place of an entry fits; its content is not looked at. */
const placeMatcher = (query: EntryQuery): ((place: EntryPlace) => boolean) => {
  const { sessionId, runId, callId, turn, tool, from } = query;
  const kinds = query.kinds === undefined || query.kinds.length === 0 ? undefined : new Set(query.kinds);
  const seqs = query.seqs === undefined ? undefined : new Set(query.seqs);
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = query;
  return (place) =>
    (kinds?.has(place.kind) ?? true) &&
    (seqs?.has(place.seq) ?? true) &&
    (sessionId === undefined || place.sessionId === sessionId) &&
    (runId === undefined || place.runId === runId) &&
    (callId === undefined || place.callId === callId) &&
    (turn === undefined || place.turn === turn) &&
    (tool === undefined || place.tool === tool) &&
    (from === undefined || place.seq >= from) &&
    place.at >= since &&
    place.at < until;
};

/** Whether the content of an entry fits; its place is not looked at. */
const contentMatcher = (query: EntryQuery): ((entry: LogEntry) => boolean) => {
  const { data = [] } = query;
  const words = wordsOf(query.words);
  if (data.length === 0 && words.length === 0) return () => true;
  return (entry) => {
    // Events are JSON: they are stored as such.
    const event = entry.event as unknown as JsonValue;
    const holds = data.every(({ path, value }) => {
      const found = valueAt(event, path);
      return found !== undefined && isSameJson(found, value);
    });
    if (!holds || words.length === 0) return holds;
    const text = JSON.stringify(entry).toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

/** Whether one entry fits in every respect. */
export const entryMatcher = (query: EntryQuery): ((entry: LogEntry) => boolean) => {
  const [fitsPlace, fitsContent] = [placeMatcher(query), contentMatcher(query)];
  return (entry) => fitsPlace(placeOf(entry)) && fitsContent(entry);
};

/** Looks through entries that are there, in order of `seq`. */
export const findEntries = (entries: readonly LogEntry[], query: EntryQuery): FoundEntries => {
  const found = entries.filter(entryMatcher(query)).reverse();
  const limit = query.limit === undefined || query.limit === 0 ? found.length : query.limit;
  return { entries: found.slice(0, limit), total: found.length, isTotalExact: true };
};
