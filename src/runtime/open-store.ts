import type { ClockDep } from "../kernel/base/clock.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { StorageStatus } from "../kernel/conversation/live.ts";
import { openIdbStore } from "../platform/storage/idb/idb-store.ts";
import type { CommitHook } from "../platform/storage/idb/writer.ts";
import { type WorkspaceTables, workspaceProjection } from "./projection.ts";

export interface OpenStoreOptions {
  readonly databaseName: string;
  /** Another tab holds an older version open; the text says so. */
  readonly onBlocked: (message: string) => void;
  readonly onLost: (failure: Failure) => void;
}

export interface OpenWorkspaceStore {
  readonly store: Store<WorkspaceTables>;
  readonly status: StorageStatus;
}

/** The workspace's store, or one in memory where the browser keeps nothing; the status says which. */
export const openStore = async (
  deps: ClockDep & { readonly factory?: IDBFactory; readonly hook?: CommitHook },
  options: OpenStoreOptions,
): Promise<OpenWorkspaceStore> => {
  const opened = await openIdbStore(deps, {
    ...options,
    projection: workspaceProjection,
    ...(deps.hook === undefined ? {} : { hook: deps.hook }),
  });
  switch (opened.status) {
    case "opened":
      return { store: opened.store, status: { status: "saved" } };
    case "newer-version":
    case "refused":
      return openStoreInMemory(deps, opened.message);
  }
};

/** A store that lives as long as its object; `reason` says why, for people. `store`: one that is there already. */
export const openStoreInMemory = async (
  deps: ClockDep,
  reason: string,
  store?: Store<WorkspaceTables>,
): Promise<OpenWorkspaceStore> => {
  const { createInMemoryStore } = await import("../platform/storage/in-memory/in-memory-store.ts");
  return {
    store: store ?? createInMemoryStore(deps, { projection: workspaceProjection }),
    status: { status: "unsaved", reason },
  };
};
