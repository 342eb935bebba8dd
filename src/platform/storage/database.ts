import { type IDBPTransaction, type StoreNames, wrap } from "idb";
import { blockedByOtherTab, newerVersion, refusedBecause } from "./failures.ts";
import { migrateFrom, schemaVersion } from "./migrations.ts";
import type { WorkspaceSchema } from "./schema.ts";

export interface DatabaseFactoryDep {
  /** Where databases come from; the browser's own when absent. */
  readonly factory?: IDBFactory;
}

export type OpenedDatabase =
  | { readonly status: "opened"; readonly database: IDBDatabase }
  /** A newer program wrote it; nothing was changed. */
  | { readonly status: "newer-version"; readonly message: string }
  /** No storage is to be had: private browsing, a policy, a broken profile, a failed upgrade. */
  | { readonly status: "refused"; readonly message: string };

const browserFactory = (): IDBFactory | undefined => (typeof indexedDB === "undefined" ? undefined : indexedDB);

const textOf = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));

const failedOpen = (cause: unknown): OpenedDatabase =>
  cause instanceof Error && cause.name === "VersionError"
    ? { status: "newer-version", message: newerVersion }
    : { status: "refused", message: refusedBecause(textOf(cause)) };

/** Why a connection ended without our doing: `closed` by the browser, or it stepped aside for an upgrade or a removal. */
export type CloseCause = "closed" | "version-change" | "removal";

export const onClosed = (database: IDBDatabase, listener: (cause: CloseCause) => void): void => {
  database.addEventListener("versionchange", ({ newVersion }) => listener(newVersion === null ? "removal" : "version-change"));
  database.addEventListener("close", () => listener("closed"));
};

/**
 * Opens, or creates, the workspace's database and brings it to the newest version. Never rejects. While another tab holds an
 * older version open it calls `onBlocked` and waits; it ends by itself when that tab closes.
 */
export const openDatabase = (
  deps: DatabaseFactoryDep,
  name: string,
  onBlocked?: (message: string) => void,
): Promise<OpenedDatabase> =>
  new Promise((resolve) => {
    const factory = deps.factory ?? browserFactory();
    if (factory === undefined) return resolve(failedOpen("it has no IndexedDB"));
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, schemaVersion);
    } catch (cause) {
      return resolve(failedOpen(cause));
    }
    let upgradeProblem: unknown;
    request.onupgradeneeded = ({ oldVersion }) => {
      const { transaction } = request;
      if (transaction === null) throw new Error("An upgrade has no transaction.");
      // The one place where the stores of this database are given their types.
      const typed = wrap(transaction) as unknown as IDBPTransaction<
        WorkspaceSchema,
        StoreNames<WorkspaceSchema>[],
        "versionchange"
      >;
      void typed.done.catch((cause: unknown) => {
        upgradeProblem ??= cause;
      });
      migrateFrom(oldVersion, typed.db, typed).catch((cause: unknown) => {
        upgradeProblem = cause;
        transaction.abort();
      });
    };
    request.onblocked = () => onBlocked?.(blockedByOtherTab);
    request.onerror = () => resolve(failedOpen(upgradeProblem ?? request.error));
    request.onsuccess = () => {
      const database = request.result;
      // From the first moment on, or a tab that upgrades or deletes the database would wait for ever.
      database.addEventListener("versionchange", () => database.close());
      resolve({ status: "opened", database });
    };
  });

export interface StorageEstimate {
  readonly usedBytes: number;
  /** What the browser says it would allow; not a promise. 0 where it does not say. */
  readonly quotaBytes: number;
}

/** What the browser says about the space of this page; zeros where it says nothing. Never rejects. */
export const estimateStorage = async (): Promise<StorageEstimate> => {
  const storage = typeof navigator === "undefined" ? undefined : navigator.storage;
  // Some browsers have no estimate, others reject it in private windows: both mean "unknown".
  const estimate = await storage?.estimate?.().catch(() => undefined);
  return { usedBytes: estimate?.usage ?? 0, quotaBytes: estimate?.quota ?? 0 };
};
