import { forceCloseDatabase } from "fake-indexeddb";

/** What a `createFaultyFactory` does to write transactions; change it at any time. */
export interface Faults {
  /** A transaction that writes more bytes of log and blobs than this aborts as if the disk were full. */
  quotaBytes: number;
  /** Write transactions that were started. */
  readonly transactions: { readonly durability: string | undefined }[];
  /** Closes every open connection as the browser does when site data is removed or the profile breaks. */
  readonly closeAll: () => void;
  /** Opening fails. */
  refusesToOpen: boolean;
  /** Name of a database that is gone by the next time it is opened. */
  cleared: string | undefined;
}

const bytesOf = (row: unknown): number => {
  const { bytes } = row as { readonly bytes?: unknown };
  return bytes instanceof Uint8Array ? bytes.byteLength : 0;
};

/** Counts what a transaction writes; over the quota its end is the `abort` event with a QuotaExceededError, and nothing else. */
const withQuota = (transaction: IDBTransaction, faults: Faults): IDBTransaction => {
  let written = 0;
  const objectStore = transaction.objectStore.bind(transaction);
  transaction.objectStore = (name) => {
    const store = objectStore(name);
    for (const method of ["put", "add"] as const) {
      const original = store[method].bind(store);
      store[method] = (value: unknown) => {
        written += bytesOf(value);
        return original(value);
      };
    }
    return store;
  };
  const commit = transaction.commit.bind(transaction);
  transaction.commit = () => {
    if (written <= faults.quotaBytes) return commit();
    const error = new DOMException("The quota has been exceeded.", "QuotaExceededError");
    Object.defineProperty(transaction, "error", { get: () => error });
    transaction.abort();
  };
  return transaction;
};

/** Closing by force aborts what runs, except what is being committed already. */
const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort();
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === "InvalidStateError")) throw cause;
  }
};

/** An IDBFactory over fake-indexeddb that fails on demand. */
export const createFaultyFactory = (factory: IDBFactory): { readonly factory: IDBFactory; readonly faults: Faults } => {
  const open = new Set<IDBDatabase>();
  const running = new Set<IDBTransaction>();
  const faults: Faults = {
    quotaBytes: Number.POSITIVE_INFINITY,
    transactions: [],
    refusesToOpen: false,
    cleared: undefined,
    closeAll: () => {
      for (const transaction of running) abort(transaction);
      for (const database of open) forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]);
      open.clear();
    },
  };
  const watch = (database: IDBDatabase): void => {
    open.add(database);
    const begin = database.transaction.bind(database);
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options);
      running.add(transaction);
      for (const end of ["complete", "abort"]) transaction.addEventListener(end, () => running.delete(transaction));
      if (mode !== "readwrite") return transaction;
      faults.transactions.push({ durability: options?.durability });
      return withQuota(transaction, faults);
    };
  };
  const faulty = {
    open: (name: string, version?: number) => {
      if (faults.refusesToOpen) throw new DOMException("The operation is insecure.", "SecurityError");
      if (faults.cleared === name) {
        factory.deleteDatabase(name);
        faults.cleared = undefined;
      }
      const request = factory.open(name, version);
      request.addEventListener("success", () => watch(request.result));
      return request;
    },
    deleteDatabase: (name: string) => factory.deleteDatabase(name),
  };
  return { factory: faulty as unknown as IDBFactory, faults };
};
