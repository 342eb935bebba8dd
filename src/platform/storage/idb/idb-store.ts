import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { SessionId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Projection, Store } from "../../../kernel/contracts/store.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { type DatabaseFactoryDep, type OpenedDatabase, openDatabase } from "../database.ts";
import { sessionDeleted } from "../erasure.ts";
import { refusedBecause, storageLost } from "../failures.ts";
import { createListeners } from "../listeners.ts";
import { createConnection } from "./connection.ts";
import { eraseWithin } from "./erase.ts";
import { readEpoch, takeLease, takeLeaseIfRoom } from "./lease.ts";
import { type Member, prepareMember } from "./member.ts";
import { readKeys, readLastSeq, readLog, readRow, readTable } from "./reader.ts";
import { prepareReplacement } from "./replace.ts";
import type { Head } from "./transact.ts";
import { type CommitHook, createWriter } from "./writer.ts";

export interface IdbStoreOptions<State> {
  readonly databaseName: string;
  readonly projection: Projection<State>;
  /** Write under an epoch that was acquired before. Absent: opening acquires the lease and supersedes every earlier owner. */
  readonly epoch?: number;
  /** Another tab holds an older version open; opening goes on by itself when that tab closes. */
  readonly onBlocked?: (message: string) => void;
  /** The connection is gone for good and nobody here closed it; every later call fails with this. */
  readonly onLost?: (failure: Failure) => void;
  readonly hook?: CommitHook;
}

/** A store in IndexedDB. It belongs to one owner: who opens or leases later supersedes it. */
export interface IdbStore<State> extends Store<State> {
  /** The epoch that this store writes under. */
  readonly epoch: () => number;
  /** Makes this store the owner again. Another owner's entries are not read: after a loss of ownership open anew. */
  readonly acquireLease: () => Promise<Result<number, Failure>>;
}

export type OpenedStore<State> =
  | { readonly status: "opened"; readonly store: IdbStore<State> }
  | Exclude<OpenedDatabase, { readonly status: "opened" }>;

const prepareErasure = (sessionId: SessionId): Member =>
  prepareMember({ entries: [sessionDeleted(sessionId)], effects: [], expects: [], durability: "strict" }, (transaction) =>
    eraseWithin(transaction, sessionId),
  );

const loadHead = async <State>(database: IDBDatabase, projection: Projection<State>): Promise<Head<State>> => {
  const [lastSeq, sessions, approvals, rules, days] = await Promise.all([
    readLastSeq(database),
    readTable(database, "sessions"),
    readTable(database, "approvals"),
    readTable(database, "rules"),
    readTable(database, "days"),
  ]);
  const state = projection.initial({
    sessions: sessions.rows,
    approvals: approvals.rows,
    rules: rules.rows,
    days: days.rows,
  });
  return { lastSeq, state };
};

interface Opened<State> {
  readonly database: IDBDatabase;
  readonly head: Head<State>;
  readonly epoch: number;
}

const assembleStore = <State>(
  deps: ClockDep & DatabaseFactoryDep,
  { database, head, epoch: firstEpoch }: Opened<State>,
  options: IdbStoreOptions<State>,
): IdbStore<State> => {
  let epoch = firstEpoch;
  let closed = false;
  const listeners = createListeners<readonly LogEntry[]>();
  const lastSeq = (): number => writer.head().lastSeq;
  const connection = createConnection(deps, database, {
    databaseName: options.databaseName,
    isSame: async (again) => {
      const stored = await readEpoch(again);
      // A later owner may have written since: then the epoch refuses the next write.
      if (stored !== undefined && stored > epoch) return true;
      return stored === epoch && (await readLastSeq(again)) === lastSeq();
    },
    ...(options.onLost === undefined ? {} : { onLost: options.onLost }),
  });
  const writer = createWriter(deps, {
    connection,
    projection: options.projection,
    head,
    epoch: () => epoch,
    onStored: listeners.notify,
    ...(options.hook === undefined ? {} : { hook: options.hook }),
  });
  const unlessClosed = <Value>(task: () => Promise<Result<Value, Failure>>): Promise<Result<Value, Failure>> =>
    closed ? Promise.resolve(err(storageLost("closed"))) : task();

  return {
    state: () => writer.head().state,
    lastSeq,
    epoch: () => epoch,
    subscribe: listeners.subscribe,
    append: (commit) => unlessClosed(() => writer.write(prepareMember(commit))),
    eraseSession: (sessionId) => unlessClosed(() => writer.write(prepareErasure(sessionId))),
    read: (query) => unlessClosed(() => connection.run((open) => readLog(open, query, lastSeq()))),
    get: (table, key) => unlessClosed(() => connection.run((open) => readRow(open, table, key))),
    list: (table) => unlessClosed(() => connection.run((open) => readTable(open, table))),
    keys: (table) => unlessClosed(() => connection.run((open) => readKeys(open, table))),
    replace: (replacement) =>
      unlessClosed(async () => {
        const written = await writer.write(prepareReplacement(replacement));
        if (!written.ok) return written;
        // No owner has this epoch: what belongs to the workspace before is refused from here on.
        epoch = -1;
        return ok(null);
      }),
    acquireLease: () =>
      unlessClosed(async () => {
        const taken = await connection.run((open) => takeLease(deps, open));
        if (taken.ok) epoch = taken.value;
        return taken;
      }),
    close: async () => {
      closed = true;
      await writer.idle();
      connection.close();
    },
  };
};

/**
 * Opens the workspace's store and, unless an epoch is given, makes the caller its owner. Never rejects: without storage it
 * says why, and nothing was changed.
 */
export const openIdbStore = async <State>(
  deps: ClockDep & DatabaseFactoryDep,
  options: IdbStoreOptions<State>,
): Promise<OpenedStore<State>> => {
  const opened = await openDatabase(deps, options.databaseName, options.onBlocked);
  if (opened.status !== "opened") return opened;
  const { database } = opened;
  try {
    const epoch = options.epoch ?? (await takeLeaseIfRoom(deps, database));
    const head = await loadHead(database, options.projection);
    return { status: "opened", store: assembleStore(deps, { database, head, epoch }, options) };
  } catch (cause) {
    database.close();
    if (cause instanceof DOMException) return { status: "refused", message: refusedBecause(String(cause)) };
    throw cause;
  }
};
