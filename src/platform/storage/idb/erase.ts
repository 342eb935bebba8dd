import type { SessionId } from "../../../kernel/base/ids.ts";
import { shown } from "../codec.ts";
import { eraseFromRow, hashesIn } from "../erasure.ts";
import type { LogRow } from "../schema.ts";
import { isRecord } from "../shape.ts";
import { sessionTopic } from "../topics.ts";
import { requested } from "./requests.ts";

const rowsPerRequest = 64;

/** Rewrites the rows of a session in place. Gives the hashes that its entries named. */
const eraseRows = async (log: IDBObjectStore, sessionId: SessionId): Promise<Set<string>> => {
  const named = new Set<string>();
  const keys = await requested(log.index("topics").getAllKeys(sessionTopic(sessionId)));
  for (let start = 0; start < keys.length; start += rowsPerRequest) {
    const chunk = keys.slice(start, start + rowsPerRequest);
    const rows = await Promise.all(chunk.map((key) => requested<LogRow>(log.get(key))));
    for (const stored of rows) {
      const { row, hashes } = eraseFromRow(stored, sessionId);
      for (const hash of hashes) named.add(hash);
      if (row !== undefined) log.put(row);
    }
  }
  return named;
};

/** Takes away the hashes that a file or any remaining entry names; damaged records count as they read. */
const keepNamed = async (transaction: IDBTransaction, hashes: Set<string>): Promise<void> => {
  const files: readonly unknown[] = await requested(transaction.objectStore("files").getAll());
  for (const row of files) for (const hash of hashesIn(shown(row))) hashes.delete(hash);
  const log = transaction.objectStore("log");
  let range: IDBKeyRange | null = null;
  while (hashes.size > 0) {
    const rows: readonly LogRow[] = await requested(log.getAll(range, rowsPerRequest));
    const decoder = new TextDecoder();
    for (const { bytes } of rows) {
      if (bytes instanceof Uint8Array) for (const hash of hashesIn(decoder.decode(bytes))) hashes.delete(hash);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    range = IDBKeyRange.lowerBound(last.firstSeq, true);
  }
};

/** Walked by cursor: a session's drafts may be large, and damaged rows are left where they are. */
const eraseDrafts = (drafts: IDBObjectStore, sessionId: SessionId): Promise<void> =>
  new Promise((resolve, reject) => {
    const walking = drafts.openCursor();
    walking.onerror = () => reject(walking.error);
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (cursor === null) return resolve();
      if (isRecord(cursor.value) && cursor.value.sessionId === sessionId) cursor.delete();
      cursor.continue();
    };
  });

/**
 * Erases a session inside a write transaction: its entries become `erased-entry`, its drafts go, and contents that nothing else names go.
 * Awaits requests of the transaction only.
 */
export const eraseWithin = async (transaction: IDBTransaction, sessionId: SessionId): Promise<void> => {
  await eraseDrafts(transaction.objectStore("drafts"), sessionId);
  const hashes = await eraseRows(transaction.objectStore("log"), sessionId);
  if (hashes.size === 0) return;
  await keepNamed(transaction, hashes);
  const blobs = transaction.objectStore("blobs");
  for (const hash of hashes) blobs.delete(hash);
};
