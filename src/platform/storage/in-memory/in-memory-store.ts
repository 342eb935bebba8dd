import type { ClockDep } from "../../../kernel/base/clock.ts";
import { type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import type { SessionId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type {
  Commit,
  Effect,
  Expectation,
  LogPage,
  LogQuery,
  Projection,
  Replacement,
  Store,
  TableName,
  Tables,
} from "../../../kernel/contracts/store.ts";
import { effectOf } from "../../../kernel/log/event-effect.ts";
import { type EntryDraft, entryAt, type LogEntry } from "../../../kernel/log/log-entry.ts";
import { erasedEntry, hashesIn, sessionDeleted } from "../erasure.ts";
import { expectedRow, isMet } from "../expectations.ts";
import { conflictOn, storageLost, superseded } from "../failures.ts";
import { createListeners } from "../listeners.ts";

type Rows = { readonly [Name in TableName]: Map<string, Tables[Name]> };

const byCodeUnit = <Row extends { readonly key: string }>(a: Row, b: Row): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const emptyRows = (): Rows => ({
  files: new Map(),
  blobs: new Map(),
  sessions: new Map(),
  approvals: new Map(),
  rules: new Map(),
  settings: new Map(),
  drafts: new Map(),
  days: new Map(),
  kept: new Map(),
});

const applyEffect = (rows: Rows, effect: Effect): void => {
  const table: Map<string, Tables[TableName]> = rows[effect.table];
  if (effect.type === "put") table.set(effect.row.key, effect.row);
  else table.delete(effect.key);
};

/** The entries, and where those of a session and those with an effect are, so that no read walks the whole log. */
interface Log {
  readonly entries: LogEntry[];
  readonly bySession: Map<SessionId, LogEntry[]>;
  readonly effects: LogEntry[];
}

const emptyLog = (): Log => ({ entries: [], bySession: new Map(), effects: [] });

const addToLog = (log: Log, entry: LogEntry): void => {
  log.entries.push(entry);
  if (effectOf(entry.event) !== undefined) log.effects.push(entry);
  if (entry.sessionId === undefined) return;
  const session = log.bySession.get(entry.sessionId);
  if (session === undefined) log.bySession.set(entry.sessionId, [entry]);
  else session.push(entry);
};

const select = (log: Log, query: LogQuery): readonly LogEntry[] => {
  switch (query.type) {
    case "all":
      return [...log.entries];
    case "range":
      return log.entries.slice(Math.max(0, query.from - 1), Math.max(0, query.to));
    case "places":
      return query.seqs.flatMap((seq) => log.entries[seq - 1] ?? []);
    case "session":
      return [...(log.bySession.get(query.sessionId) ?? [])];
    case "effects":
      return [...log.effects];
  }
};

/** The log without a session's entries, and the hashes that they named and nothing else does. */
const eraseFromLog = (
  log: Log,
  files: Rows["files"],
  sessionId: SessionId,
): { readonly log: Log; readonly unnamed: ReadonlySet<string> } => {
  const next = emptyLog();
  const named = new Set<string>();
  for (const entry of log.entries) {
    const erased = entry.sessionId === sessionId;
    if (erased) for (const hash of hashesIn(JSON.stringify(entry))) named.add(hash);
    addToLog(next, erased ? erasedEntry(entry) : entry);
  }
  const keep = (value: unknown): void => {
    if (named.size > 0) for (const hash of hashesIn(JSON.stringify(value))) named.delete(hash);
  };
  for (const row of files.values()) keep(row);
  for (const entry of next.entries) keep(entry);
  return { log: next, unnamed: named };
};

/**
 * A store that lives as long as its object: for programs without a browser, and for tabs whose browser refuses to keep
 * anything. It does its work before it returns, so appends never wait for each other. Values are kept as they are given; who
 * gives or gets them must not change them.
 */
export const createInMemoryStore = <State>(deps: ClockDep, options: { readonly projection: Projection<State> }): Store<State> => {
  const { projection } = options;
  const empty = (): State => projection.initial({ sessions: [], approvals: [], rules: [], days: [] });
  let rows = emptyRows();
  const listeners = createListeners<readonly LogEntry[]>();
  let log = emptyLog();
  let state = empty();
  let closed = false;
  let isReplaced = false;

  const unmet = (expects: readonly Expectation[]): Expectation | undefined =>
    expects.find((expectation) => {
      if (expectation.type === "last-seq") return expectation.seq !== log.entries.length;
      const { table, key } = expectedRow(expectation);
      return !isMet(expectation, rows[table].get(key));
    });

  /** Projects everything before anything is kept, so that a projection that throws leaves no trace. */
  const store = (drafts: readonly EntryDraft[], effects: readonly Effect[]): readonly LogEntry[] => {
    const at = deps.clock.now();
    const entries: LogEntry[] = [];
    let next = state;
    const applied: (readonly Effect[])[] = [effects];
    for (const draft of drafts) {
      const entry = entryAt(log.entries.length + entries.length + 1, at, draft);
      const projected = projection.project(next, entry);
      next = projected.state;
      if (projected.effects.length > 0) applied.push(projected.effects);
      entries.push(entry);
    }
    for (const some of applied) for (const effect of some) applyEffect(rows, effect);
    for (const entry of entries) addToLog(log, entry);
    state = next;
    if (entries.length > 0) listeners.notify(entries);
    return entries;
  };

  const append = (commit: Commit): Result<readonly LogEntry[], Failure> => {
    if (closed) return err(storageLost("closed"));
    if (isReplaced) return err(superseded);
    const conflict = commit.expects.length === 0 ? undefined : unmet(commit.expects);
    if (conflict !== undefined) return err(conflictOn(conflict));
    try {
      return ok(store(commit.entries, commit.effects));
    } catch (cause) {
      return err(unexpectedFailure(cause, "Saving"));
    }
  };

  const eraseSession = (sessionId: SessionId): Result<readonly LogEntry[], Failure> => {
    if (closed) return err(storageLost("closed"));
    const erased = eraseFromLog(log, rows.files, sessionId);
    log = erased.log;
    for (const hash of erased.unnamed) rows.blobs.delete(hash);
    for (const [key, draft] of rows.drafts) if (draft.sessionId === sessionId) rows.drafts.delete(key);
    return append({ entries: [sessionDeleted(sessionId)], effects: [], expects: [], durability: "strict" });
  };

  const replace = ({ entries, effects, keeps }: Replacement): Result<null, Failure> => {
    if (closed) return err(storageLost("closed"));
    const next = emptyRows();
    let replaced = empty();
    for (const hash of keeps) {
      const blob = rows.blobs.get(hash);
      if (blob !== undefined) next.blobs.set(hash, blob);
    }
    const nextLog = emptyLog();
    try {
      for (const entry of entries) {
        const projected = projection.project(replaced, entry);
        replaced = projected.state;
        for (const effect of projected.effects) applyEffect(next, effect);
        addToLog(nextLog, entry);
      }
    } catch (cause) {
      return err(unexpectedFailure(cause, "Saving"));
    }
    for (const effect of effects) applyEffect(next, effect);
    [rows, log, state, isReplaced] = [next, nextLog, replaced, true];
    return ok(null);
  };

  const unlessClosed = <Value>(task: () => Value): Promise<Result<Value, Failure>> =>
    Promise.resolve(closed ? err(storageLost("closed")) : ok(task()));

  return {
    state: () => state,
    append,
    subscribe: listeners.subscribe,
    read: (query) => unlessClosed((): LogPage => ({ entries: select(log, query), unreadable: 0 })),
    get: (table, key) => unlessClosed(() => rows[table].get(key)),
    list: (table) => unlessClosed(() => ({ rows: [...rows[table].values()].sort(byCodeUnit), unreadable: 0 })),
    keys: (table) => unlessClosed(() => [...rows[table].keys()].sort()),
    replace: (replacement) => Promise.resolve(replace(replacement)),
    eraseSession: (sessionId) => Promise.resolve(eraseSession(sessionId)),
    lastSeq: () => log.entries.length,
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
};
