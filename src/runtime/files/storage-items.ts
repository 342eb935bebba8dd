import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { utf8Length } from "../../kernel/base/utf8-length.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LargeFile, StorageItems } from "../../kernel/files/storage-items.ts";
import type { WorkspaceTables } from "../projection.ts";

const entriesPerRead = 1_000;
const mostShown = 12;
const hashPattern = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
const sizePattern = /"hash":"([0-9a-f]{64})","sizeBytes":(\d+)/g;

interface SessionSum {
  bytes: number;
  entries: number;
}

/** What reading the whole log once tells. */
interface LogSums {
  bytes: number;
  readonly bySession: Map<SessionId, SessionSum>;
  /** Sizes of contents, where an entry says them. */
  readonly sizes: Map<Hash, number>;
  /** Who names a content: one session, or several or nobody's entry. */
  readonly namedBy: Map<Hash, SessionId | "several">;
}

const sumLog = async (store: Store): Promise<Result<LogSums, Failure>> => {
  const sums: LogSums = { bytes: 0, bySession: new Map(), sizes: new Map(), namedBy: new Map() };
  for (let from = 1; from <= store.lastSeq(); from += entriesPerRead) {
    const page = await store.read({ type: "range", from, to: from + entriesPerRead - 1 });
    if (!page.ok) return page;
    for (const entry of page.value.entries) {
      const text = JSON.stringify(entry);
      const bytes = utf8Length(text);
      const by: SessionId | "several" = entry.sessionId ?? "several";
      sums.bytes += bytes;
      for (const [, hash = "", size] of text.matchAll(sizePattern)) sums.sizes.set(hash, Number(size));
      for (const hash of text.match(hashPattern) ?? [])
        sums.namedBy.set(hash, (sums.namedBy.get(hash) ?? by) === by ? by : "several");
      if (entry.sessionId === undefined) continue;
      const sum = sums.bySession.get(entry.sessionId) ?? { bytes: 0, entries: 0 };
      sum.bytes += bytes;
      sum.entries += 1;
      sums.bySession.set(entry.sessionId, sum);
    }
  }
  return ok(sums);
};

const largest = <Item extends { readonly bytes: number }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => b.bytes - a.bytes).slice(0, mostShown);

/** Reads the log once, and the contents whose size no entry says. */
export const readStorageItems = async ({
  store,
  tree,
}: {
  readonly store: Store<WorkspaceTables>;
  readonly tree: WorkspaceTree;
}): Promise<Result<StorageItems, Failure>> => {
  const [keys, kept, read] = [await store.keys("blobs"), await store.list("kept"), await sumLog(store)];
  if (!keys.ok) return keys;
  if (!kept.ok) return kept;
  if (!read.ok) return read;
  const sums = read.value;
  const files: LargeFile[] = [];
  const current = new Map<Hash, number>();
  for (const path of tree.paths()) {
    const state = tree.state(path);
    if (state?.kind !== "file") continue;
    files.push({ path, bytes: state.sizeBytes });
    current.set(state.hash, state.sizeBytes);
  }
  let [older, olderCount] = [0, 0];
  for (const hash of keys.value) {
    if (current.has(hash)) continue;
    const row = sums.sizes.has(hash) ? undefined : await store.get("blobs", hash);
    const size = sums.sizes.get(hash) ?? (row?.ok === true ? (row.value?.bytes.byteLength ?? 0) : 0);
    older += size;
    olderCount += 1;
    const by = sums.namedBy.get(hash);
    const sum = by === undefined || by === "several" ? undefined : sums.bySession.get(by);
    if (sum !== undefined) sum.bytes += size;
  }
  const sessions = [...store.state().sessions.values()].map(({ sessionId, title }) => {
    const { bytes, entries } = sums.bySession.get(sessionId) ?? { bytes: 0, entries: 0 };
    return { sessionId, title, bytes, entries };
  });
  return ok({
    classes: [
      { kind: "log", bytes: sums.bytes, count: store.lastSeq() },
      { kind: "files", bytes: [...current.values()].reduce((sum, size) => sum + size, 0), count: files.length },
      { kind: "older", bytes: older, count: olderCount },
      {
        kind: "kept",
        bytes: kept.value.rows.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
        count: kept.value.rows.length,
      },
    ],
    sessions: largest(sessions),
    files: largest(files),
  });
};
