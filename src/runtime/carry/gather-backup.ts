import { resolvePath } from "../../engine/files/path-jail.ts";
import { fromBase64 } from "../../kernel/base/base64.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect } from "../../kernel/contracts/store.ts";
import type { BackupCounts } from "../../kernel/files/backup.ts";
import type { FileState } from "../../kernel/files/file.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { decodeEntry } from "../../platform/storage/codec.ts";
import { isRow } from "../../platform/storage/rows.ts";
import { emptyTables, type WorkspaceTables, workspaceProjection } from "../projection.ts";
import { type BackupTable, backupTables } from "./backup-lines.ts";
import { NoBackup, readBackup } from "./read-backup.ts";

/** Everything of a backup but its contents. */
export interface GatheredBackup {
  readonly madeAt: number;
  readonly hash: Hash;
  readonly missing: number;
  readonly entries: readonly LogEntry[];
  /** What the entries make of an empty workspace. */
  readonly tables: WorkspaceTables;
  readonly files: ReadonlyMap<string, FileState>;
  /** Rows that do not follow from the entries, as they are put. */
  readonly rows: readonly (Effect & { readonly type: "put"; readonly table: BackupTable })[];
  readonly contents: readonly Hash[];
  readonly counts: BackupCounts;
}

const noBackup = (name: string, why: string): Failure => ({
  type: "invalid-input",
  message: `${name} is not a backup that can be restored: ${why} Nothing was brought in and nothing was changed; take another copy of it.`,
});

const bytesKind = (table: BackupTable, row: JsonObject): unknown => {
  if (table !== "kept") return row;
  const { base64, key } = row;
  return { key, bytes: typeof base64 === "string" ? fromBase64(base64) : undefined };
};

const rowFrom = (table: string, row: JsonObject): GatheredBackup["rows"][number] => {
  const known = backupTables.find((name) => name === table);
  const value = known === undefined ? undefined : bytesKind(known, row);
  if (known === undefined || !isRow(known, value)) throw new NoBackup(`a row of its table "${table.slice(0, 40)}" is damaged.`);
  return { type: "put", table: known, row: value } as GatheredBackup["rows"][number];
};

/** The entry at its place; what another version wrote stays as it wrote it. */
const entryFrom = (value: JsonObject, seq: number): LogEntry => {
  const entry = decodeEntry(value, seq, 0);
  const isDamaged = entry.event.type === "unreadable-entry" && !isEventOf(value, "unreadable-entry");
  if (isDamaged) throw new NoBackup(`its entry ${seq} is damaged.`);
  for (const { path } of effectOf(entry.event)?.files ?? []) {
    const resolved = resolvePath(path);
    if (!resolved.ok || resolved.value !== path) throw new NoBackup(`its entry ${seq} changes a path that cannot be.`);
  }
  // Checked above; an unknown event is kept under its own name.
  return value as unknown as LogEntry;
};

const isEventOf = (value: JsonObject, type: string): boolean =>
  typeof value.event === "object" && value.event !== null && "type" in value.event && value.event.type === type;

/** Takes the projected rows of files along; the other tables are in the state. */
const noteFiles = (files: Map<string, FileState>, effects: readonly Effect[]): void => {
  for (const effect of effects) {
    if (effect.table !== "files") continue;
    if (effect.type === "put") files.set(effect.row.key, effect.row.state);
    else files.delete(effect.key);
  }
};

const gather = async (file: Blob, onContent: (hash: Hash, bytes: Uint8Array) => Promise<void>): Promise<GatheredBackup> => {
  let [madeAt, lastSeq, hash, missing, tables] = [0, 0, "", 0, emptyTables];
  const [entries, rows, contents]: [LogEntry[], GatheredBackup["rows"][number][], Hash[]] = [[], [], []];
  const files = new Map<string, FileState>();
  for await (const item of readBackup(file)) {
    switch (item.type) {
      case "header":
        [madeAt, lastSeq] = [item.madeAt, item.lastSeq];
        break;
      case "entry": {
        const entry = entryFrom(item.value, entries.length + 1);
        entries.push(entry);
        const projected = workspaceProjection.project(tables, entry);
        tables = projected.state;
        noteFiles(files, projected.effects);
        break;
      }
      case "row":
        rows.push(rowFrom(item.table, item.row));
        break;
      case "blob":
        contents.push(item.hash);
        await onContent(item.hash, item.bytes);
        break;
      case "end":
        [hash, missing] = [item.hash, item.missing];
    }
  }
  if (entries.length !== lastSeq) throw new NoBackup(`it holds ${entries.length} of its ${lastSeq} entries.`);
  noteFiles(files, rows);
  const counts: BackupCounts = {
    sessions: tables.sessions.size,
    entries: entries.length,
    files: [...files.values()].filter(({ kind }) => kind === "file").length,
    contents: contents.length,
    settings: rows.filter(({ table }) => table === "settings").length,
  };
  return { madeAt, hash, missing, entries, tables, files, rows, contents, counts };
};

/** Reads all of a backup. Nothing of it may be relied on where this fails; then nothing was changed but by `onContent`. */
export const gatherBackup = async (
  { name, file }: { readonly name: string; readonly file: Blob },
  onContent: (hash: Hash, bytes: Uint8Array) => Promise<void> = async () => undefined,
): Promise<Result<GatheredBackup, Failure>> => {
  try {
    return ok(await gather(file, onContent));
  } catch (cause) {
    if (cause instanceof NoBackup) return err(noBackup(name, cause.message));
    throw cause;
  }
};
