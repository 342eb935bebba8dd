import type { Seq } from "../../../kernel/base/ids.ts";
import type { LogPage, LogQuery, TableName, Tables } from "../../../kernel/contracts/store.ts";
import { effectOf } from "../../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { coveredCount, decodeRow, missingEntries, type StoredRow } from "../codec.ts";
import { isRow } from "../rows.ts";
import { effectTopic, sessionTopic } from "../topics.ts";
import { requested } from "./requests.ts";

/** Rows fetched by one request: enough to make requests cheap, few enough to bound what is held undecoded. */
const rowsPerRequest = 256;

/** Keys that a log row can have; anything else in the store is not one. */
const logKeys = (from: Seq, to: Seq): IDBKeyRange => IDBKeyRange.bound(from, Math.min(to, Number.MAX_SAFE_INTEGER));

const countUnreadable = (entries: readonly LogEntry[]): number => {
  let count = 0;
  for (const { event } of entries) if (event.type === "unreadable-entry") count += 1;
  return count;
};

const pageOf = (entries: readonly LogEntry[]): LogPage => ({ entries, unreadable: countUnreadable(entries) });

const logOf = (database: IDBDatabase): IDBObjectStore => database.transaction("log").objectStore("log");

/** The key of the last row that begins at or before a place. */
const lastKeyUpTo = async (database: IDBDatabase, to: Seq): Promise<Seq | undefined> => {
  const cursor = await requested(logOf(database).openKeyCursor(logKeys(1, to), "prev"));
  return typeof cursor?.primaryKey === "number" ? cursor.primaryKey : undefined;
};

/** The last place that the stored log takes; 0 when it is empty. */
export const readLastSeq = async (database: IDBDatabase): Promise<Seq> => {
  const key = await lastKeyUpTo(database, Number.MAX_SAFE_INTEGER);
  if (key === undefined) return 0;
  const row = await requested<StoredRow | undefined>(logOf(database).get(key));
  return row === undefined ? key : key + coveredCount(row) - 1;
};

/** Rows from `fromKey` to `toKey`, in order. */
async function* rowsBetween(database: IDBDatabase, fromKey: Seq, toKey: Seq): AsyncGenerator<StoredRow> {
  for (let next = fromKey; next <= toKey; ) {
    const rows = await requested<StoredRow[]>(logOf(database).getAll(logKeys(next, toKey), rowsPerRequest));
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerRequest) return;
    next = last.firstSeq + 1;
  }
}

/** Every place from `from` to `to`, or to the log's end: what no readable record covers has a placeholder. */
const readRange = async (database: IDBDatabase, from: Seq, to: Seq, lastSeq: Seq): Promise<readonly LogEntry[]> => {
  const first = Math.max(1, from);
  const startKey = (await lastKeyUpTo(database, first)) ?? 1;
  const entries: LogEntry[] = [];
  let next = startKey > first ? first : startKey;
  let at = 0;
  const take = (found: readonly LogEntry[]): void => {
    for (const entry of found) {
      if (entry.seq < next) continue;
      next = entry.seq + 1;
      at = entry.at;
      entries.push(entry);
    }
  };
  let waiting: StoredRow | undefined;
  const takeRow = (row: StoredRow, lastPossible: Seq): void => {
    take(missingEntries(next, row.firstSeq - 1, at));
    take(decodeRow(row, lastPossible, at));
  };
  for await (const row of rowsBetween(database, startKey, to)) {
    if (waiting !== undefined) takeRow(waiting, row.firstSeq - 1);
    waiting = row;
  }
  if (waiting !== undefined) takeRow(waiting, Math.max(lastSeq, waiting.firstSeq + coveredCount(waiting) - 1));
  take(missingEntries(next, Math.min(to, lastSeq), at));
  return entries.filter(({ seq }) => seq >= first && seq <= to);
};

/** Entries of the rows under a topic that pass `wanted`; unreadable ones of these rows stand in place. */
const readTopic = async (
  database: IDBDatabase,
  topic: string,
  wanted: (entry: LogEntry) => boolean,
  lastSeq: Seq,
): Promise<readonly LogEntry[]> => {
  const entries: LogEntry[] = [];
  let at = 0;
  // One request: a row at a time costs three times as long, and the entries are held as a whole anyway.
  const rows = await requested<StoredRow[]>(logOf(database).index("topics").getAll(topic));
  for (const row of rows) {
    for (const entry of decodeRow(row, lastSeq, at)) {
      at = entry.at;
      if (wanted(entry)) entries.push(entry);
    }
  }
  return entries;
};

/** The entries at these places, each from the last row that begins at or before it. One transaction, all requests at once. */
const readPlaces = async (database: IDBDatabase, seqs: readonly Seq[], lastSeq: Seq): Promise<readonly LogEntry[]> => {
  const log = logOf(database);
  const cursors = await Promise.all(seqs.map((seq) => requested(log.openCursor(logKeys(1, seq), "prev"))));
  return seqs.flatMap((seq, index) => {
    if (seq > lastSeq) return [];
    const row: StoredRow | undefined = cursors[index]?.value;
    const found = row === undefined ? undefined : decodeRow(row, lastSeq, 0).find((entry) => entry.seq === seq);
    return found ?? missingEntries(seq, seq, 0);
  });
};

export const readLog = async (database: IDBDatabase, query: LogQuery, lastSeq: Seq): Promise<LogPage> => {
  switch (query.type) {
    case "all":
      return pageOf(await readRange(database, 1, Number.MAX_SAFE_INTEGER, lastSeq));
    case "range":
      return pageOf(await readRange(database, query.from, query.to, lastSeq));
    case "places":
      return pageOf(await readPlaces(database, query.seqs, lastSeq));
    case "session": {
      const { sessionId } = query;
      const belongs = (entry: LogEntry): boolean =>
        entry.sessionId === sessionId || (entry.event.type === "unreadable-entry" && entry.sessionId === undefined);
      return pageOf(await readTopic(database, sessionTopic(sessionId), belongs, lastSeq));
    }
    case "effects": {
      const carries = ({ event }: LogEntry): boolean => event.type === "unreadable-entry" || effectOf(event) !== undefined;
      return pageOf(await readTopic(database, effectTopic, carries, lastSeq));
    }
  }
};

export const readRow = async <Name extends TableName>(
  database: IDBDatabase,
  table: Name,
  key: string,
): Promise<Tables[Name] | undefined> => {
  const row = await requested<unknown>(database.transaction(table).objectStore(table).get(key));
  return isRow(table, row) ? row : undefined;
};

export const readKeys = async (database: IDBDatabase, table: TableName): Promise<readonly string[]> => {
  const keys = await requested(database.transaction(table).objectStore(table).getAllKeys());
  return keys.filter((key) => typeof key === "string");
};

export const readTable = async <Name extends TableName>(
  database: IDBDatabase,
  table: Name,
): Promise<{ readonly rows: readonly Tables[Name][]; readonly unreadable: number }> => {
  const stored = await requested<unknown[]>(database.transaction(table).objectStore(table).getAll());
  const rows = stored.filter((row) => isRow(table, row));
  return { rows, unreadable: stored.length - rows.length };
};
