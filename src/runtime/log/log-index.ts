import type { SessionId } from "../../kernel/base/ids.ts";
import { type EntryPlace, type EntryQuery, placeOf } from "../../kernel/log/entry-query.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/** A number for each text that came, from 1; 0 stands for none. */
const createNames = () => {
  const numbers = new Map<string, number>();
  return {
    put: (text: string | undefined): number => {
      if (text === undefined) return 0;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size + 1);
      return numbers.size;
    },
    /** -1: no entry has it. Undefined: it is not asked for. */
    find: (text: string | undefined): number | undefined => (text === undefined ? undefined : (numbers.get(text) ?? -1)),
  };
};

const grown = <Column extends Uint16Array | Uint32Array | Float64Array>(column: Column, places: number): Column => {
  const larger = new (column.constructor as new (length: number) => Column)(places);
  larger.set(column);
  return larger;
};

/**
 * Where each entry of a log stands, as columns of numbers: some 30 bytes an entry. It takes entries in order of `seq`, without
 * gaps, from 1.
 */
export interface LogIndex {
  readonly size: () => number;
  readonly add: (entry: LogEntry) => void;
  /** Places of the entries that fit as far as an index can tell, newest first. Exact where the query does not ask for content. */
  readonly find: (query: EntryQuery) => readonly number[];
}

const firstRoom = 1_024;

export const createLogIndex = (): LogIndex => {
  const names = { kind: createNames(), session: createNames(), run: createNames(), call: createNames(), tool: createNames() };
  let size = 0;
  let at = new Float64Array(firstRoom);
  let turn = new Uint32Array(firstRoom);
  let kind = new Uint16Array(firstRoom);
  let tool = new Uint16Array(firstRoom);
  let session = new Uint32Array(firstRoom);
  let run = new Uint32Array(firstRoom);
  let call = new Uint32Array(firstRoom);

  const makeRoom = (): void => {
    const places = at.length * 2;
    at = grown(at, places);
    turn = grown(turn, places);
    kind = grown(kind, places);
    tool = grown(tool, places);
    session = grown(session, places);
    run = grown(run, places);
    call = grown(call, places);
  };
  const put = (index: number, place: EntryPlace): void => {
    at[index] = place.at;
    turn[index] = place.turn ?? 0;
    kind[index] = names.kind.put(place.kind);
    tool[index] = names.tool.put(place.tool);
    session[index] = names.session.put(place.sessionId);
    run[index] = names.run.put(place.runId);
    call[index] = names.call.put(place.callId);
  };
  /** A deleted session's entries are places without anything. */
  const erase = (sessionId: SessionId | undefined, before: number): void => {
    const erased = names.session.find(sessionId);
    for (let index = 0; index < before; index += 1) {
      if (session[index] === erased) put(index, { seq: index + 1, at: at[index] ?? 0, kind: "erased-entry", tool: undefined });
    }
  };

  return {
    size: () => size,
    add: (entry) => {
      if (size === at.length) makeRoom();
      put(size, placeOf(entry));
      if (entry.event.type === "session-deleted") erase(entry.sessionId, size);
      size += 1;
    },
    find: (query) => {
      const kinds = query.kinds?.length ? new Set(query.kinds.map((name) => names.kind.find(name))) : undefined;
      const seqs = query.seqs === undefined ? undefined : new Set(query.seqs);
      const wanted = [
        [session, names.session.find(query.sessionId)],
        [run, names.run.find(query.runId)],
        [call, names.call.find(query.callId)],
        [tool, names.tool.find(query.tool)],
        [turn, query.turn],
      ] as const;
      const asked = wanted.filter(([, number]) => number !== undefined);
      const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, from = 1 } = query;
      const found: number[] = [];
      for (let index = size - 1; index >= from - 1 && index >= 0; index -= 1) {
        if (kinds !== undefined && !kinds.has(kind[index])) continue;
        if (seqs?.has(index + 1) === false) continue;
        if (asked.some(([column, number]) => column[index] !== number)) continue;
        const moment = at[index] ?? 0;
        if (moment >= since && moment < until) found.push(index + 1);
      }
      return found;
    },
  };
};
