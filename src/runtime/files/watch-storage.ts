import type { Failure } from "../../kernel/base/failure.ts";
import type { Result } from "../../kernel/base/result.ts";
import { type Soon, soon } from "../../kernel/base/soon.ts";
import type { Commit, Store } from "../../kernel/contracts/store.ts";
import type { StorageStatus } from "../../kernel/conversation/live.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

type Stored = Result<readonly LogEntry[], Failure>;

/** A store, and how well it keeps things as its last write showed. */
export interface WatchedStore<State> {
  readonly store: Store<State>;
  readonly status: () => StorageStatus;
}

const statusFrom = (failure: Failure): StorageStatus | undefined => {
  switch (failure.type) {
    case "storage-full":
      return { status: "full", message: failure.message };
    case "storage-lost":
      return { status: "lost", message: failure.message };
    default:
      return undefined;
  }
};

/** About how many bytes a commit takes. Only asked about a write that failed, and while the storage is full. */
const sizeOf = ({ entries, effects }: Commit): number =>
  effects.reduce(
    (bytes, effect) => bytes + (effect.type === "put" && effect.table === "blobs" ? effect.row.bytes.byteLength : 0),
    JSON.stringify(entries).length,
  );

/**
 * Passes every write through and remembers what it said about the storage: full until a write at least as large as the
 * refused one works again (a few bytes may find room where nothing else does), lost until the page is loaded again. `start` is the status before the first write.
 */
export const watchStorage = <State>(store: Store<State>, start: StorageStatus, onChange: () => void): WatchedStore<State> => {
  let status = start;
  let refusedBytes = 0;
  const set = (next: StorageStatus): void => {
    if (next.status === status.status) return;
    status = next;
    onChange();
  };
  const note = (commit: Commit, stored: Stored): Stored => {
    if (stored.ok) {
      if (status.status === "full" && sizeOf(commit) >= refusedBytes) set({ status: "saved" });
    } else {
      const failed = statusFrom(stored.error);
      if (failed?.status === "full") refusedBytes = sizeOf(commit);
      if (failed !== undefined) set(failed);
    }
    return stored;
  };
  const append = (commit: Commit): Soon<Stored> => soon(store.append(commit), (stored) => note(commit, stored));
  return { store: { ...store, append }, status: () => status };
};
