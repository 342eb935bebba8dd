import type { IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { WorkspaceSchema } from "./schema.ts";

/** One step from version `from` to `from + 1`. It may await requests of `transaction` only. */
export interface Migration {
  readonly from: number;
  readonly migrate: (
    database: IDBPDatabase<WorkspaceSchema>,
    transaction: IDBPTransaction<WorkspaceSchema, StoreNames<WorkspaceSchema>[], "versionchange">,
  ) => Promise<void> | void;
}

/** In order and without gaps: the step at place n leads from version n to n + 1. Steps that were shipped never change. */
export const migrations: readonly Migration[] = [
  {
    from: 0,
    migrate: (database) => {
      database.createObjectStore("log", { keyPath: "firstSeq" }).createIndex("topics", "topics", { multiEntry: true });
      database.createObjectStore("lease", { keyPath: "key" });
      for (const name of ["files", "blobs", "sessions", "approvals", "rules", "settings"] as const) {
        database.createObjectStore(name, { keyPath: "key" });
      }
    },
  },
  { from: 1, migrate: (database) => void database.createObjectStore("drafts", { keyPath: "key" }) },
  { from: 2, migrate: (database) => void database.createObjectStore("days", { keyPath: "key" }) },
  { from: 3, migrate: (database) => void database.createObjectStore("kept", { keyPath: "key" }) },
];

export const schemaVersion = migrations.length;

/** Runs the steps that a database of version `from` lacks, all in the one transaction of the upgrade. */
export const migrateFrom = async (
  from: number,
  database: Parameters<Migration["migrate"]>[0],
  transaction: Parameters<Migration["migrate"]>[1],
  steps: readonly Migration[] = migrations,
): Promise<void> => {
  for (const step of steps.slice(from)) await step.migrate(database, transaction);
};
