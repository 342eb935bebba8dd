import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { toBase64 } from "../../kernel/base/base64.ts";
import { type Hash, hashBytes } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store, Tables } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { vectorKeys } from "../../kernel/model/embedding.ts";
import { scrubBytes } from "../log/scrub-bytes.ts";
import type { WorkspaceTables } from "../projection.ts";
import { lastBackupKey, stagedKey } from "./backup-keys.ts";
import { backupTables, createLineHash, headerLine, line } from "./backup-lines.ts";
import { gatherBlob } from "./gathered-blob.ts";

export interface WriteBackupDeps extends ClockDep {
  readonly store: Store<WorkspaceTables>;
  readonly tree: WorkspaceTree;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
  /** Whether any key is held. */
  readonly holdsKeys: () => boolean;
}

export interface WrittenBackup {
  readonly file: Blob;
  readonly madeAt: number;
  readonly lastSeq: number;
  readonly hash: Hash;
  /** Contents that the log names and the store does not have, or that are damaged there. */
  readonly missing: number;
}

const entriesPerRead = 1_000;
const hashPattern = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** What another version wrote leaves as it was written; a later one may read it. */
const asWritten = (entry: LogEntry): JsonValue => {
  const value = entry.event.type === "unsupported-entry" ? entry.event.original : (entry as unknown as JsonValue);
  return value;
};

/** Contents that hold a key, by their hash: without it, and under the hash that they have then. */
type Cleaned = ReadonlyMap<Hash, { readonly hash: Hash; readonly bytes: Uint8Array }>;

const findCleaned = async ({ store, scrub, holdsKeys }: WriteBackupDeps, keys: readonly string[]): Promise<Cleaned> => {
  const cleaned = new Map<Hash, { hash: Hash; bytes: Uint8Array }>();
  if (!holdsKeys()) return cleaned;
  for (const key of keys) {
    const row = await store.get("blobs", key);
    if (!row.ok || row.value === undefined) continue;
    const bytes = scrubBytes(row.value.bytes, scrub);
    if (bytes !== row.value.bytes) cleaned.set(key, { hash: hashBytes(bytes), bytes });
  }
  return cleaned;
};

/** A value that names cleaned contents as they are called without the key, and how large they are then. */
const renamed = (value: JsonValue, cleaned: Cleaned): JsonValue => {
  if (typeof value === "string") return cleaned.get(value)?.hash ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: JsonValue) => renamed(one, cleaned));
  const found = "hash" in value && typeof value.hash === "string" ? cleaned.get(value.hash) : undefined;
  const entries = Object.entries(value).map(([name, one]): [string, JsonValue] => [
    name,
    found !== undefined && name === "sizeBytes" ? found.bytes.length : renamed(one, cleaned),
  ]);
  return Object.fromEntries(entries);
};

const rowOf = (table: string, row: Tables["settings" | "files" | "days" | "kept"]): JsonValue =>
  table === "kept" && "bytes" in row ? { key: row.key, base64: toBase64(row.bytes) } : (row as unknown as JsonValue);

/** Rows as they are after the entry `lastSeq`; what is in memory is taken first, before anything is awaited. */
const readRows = async (
  { store, tree }: WriteBackupDeps,
  isChanged: boolean,
): Promise<Result<readonly (readonly [string, JsonValue])[], Failure>> => {
  const files = tree.paths().flatMap((key) => {
    const state = tree.state(key);
    return state === undefined ? [] : [{ key, state }];
  });
  const days = [...store.state().days].map(([key, cost]) => ({ key, cost }));
  const rows: (readonly [string, JsonValue])[] = [];
  for (const table of backupTables) {
    if (table === "files" || table === "days") {
      for (const row of table === "files" ? files : days) rows.push([table, rowOf(table, row as never)]);
      continue;
    }
    const listed = await store.list(table);
    if (!listed.ok) return listed;
    for (const row of listed.value.rows) {
      // Seals speak of the entries as they were; where a key was taken out they would not fit.
      const isSealThen = isChanged && row.key.startsWith("seal/");
      const isLeftOut = row.key === lastBackupKey || row.key === stagedKey || row.key.startsWith(vectorKeys);
      if (!isLeftOut && !isSealThen) rows.push([table, rowOf(table, row)]);
    }
  }
  return ok(rows);
};

/**
 * Everything of the workspace up to its last entry, as one file: entries, files, settings and what else is kept, and the contents
 * that they name; never keys. Held in memory are a part of the log, one content, and what the browser has not taken yet.
 */
export const writeBackup = async (deps: WriteBackupDeps): Promise<Result<WrittenBackup, Failure>> => {
  const { clock, scrub, store } = deps;
  const [madeAt, lastSeq] = [clock.now(), store.lastSeq()];
  const rowsNow = readRows(deps, deps.holdsKeys());
  const keys = await store.keys("blobs");
  if (!keys.ok) return keys;
  const cleaned = await findCleaned(deps, keys.value);
  const gzip = new CompressionStream("gzip");
  const writer = gzip.writable.getWriter();
  const gathering = gatherBlob();
  const gathered = (async () => {
    for await (const piece of gzip.readable as unknown as AsyncIterable<Uint8Array>) gathering.add(piece);
  })();
  const [encoder, hashing, named] = [new TextEncoder(), createLineHash(), new Set<Hash>()];
  let text = "";
  const flush = async (): Promise<void> => {
    await writer.write(encoder.encode(text));
    text = "";
  };
  const add = async (one: string, isHashed = true): Promise<void> => {
    if (isHashed) hashing.add(one);
    text += `${one}\n`;
    if (text.length > 256 * 1024) await flush();
  };
  const addValue = async (...parts: readonly JsonValue[]): Promise<void> => {
    const one = scrub(line(...parts.map((part) => (cleaned.size === 0 ? part : renamed(part, cleaned)))));
    for (const hash of one.match(hashPattern) ?? []) named.add(hash);
    await add(one);
  };

  const body = async (): Promise<Result<number, Failure>> => {
    await add(headerLine({ madeAt, lastSeq }));
    for (let from = 1; from <= lastSeq; from += entriesPerRead) {
      const page = await store.read({ type: "range", from, to: Math.min(lastSeq, from + entriesPerRead - 1) });
      if (!page.ok) return page;
      for (const entry of page.value.entries) await addValue("entry", asWritten(entry));
    }
    const rows = await rowsNow;
    if (!rows.ok) return rows;
    for (const [table, row] of rows.value) await addValue("row", table, row);
    let missing = 0;
    for (const key of keys.value) {
      const clean = cleaned.get(key);
      const hash = clean?.hash ?? key;
      if (!named.has(hash)) continue;
      const row = clean === undefined ? await store.get("blobs", key) : ok(clean);
      if (!row.ok) return row;
      if (row.value === undefined) missing += 1;
      else await add(line("blob", hash, toBase64(row.value.bytes)));
    }
    return ok(missing);
  };
  const missing = await body();
  if (!missing.ok) {
    await writer.abort();
    await gathered.catch(() => undefined);
    return err(missing.error);
  }
  const hash = hashing.hash();
  await add(line("end", { lines: hashing.lines(), missing: missing.value, hash }), false);
  await flush();
  await writer.close();
  await gathered;
  return ok({ file: gathering.blob("application/gzip"), madeAt, lastSeq, hash, missing: missing.value });
};
