import type { Hash } from "../base/canonical.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";

export const backupFormat = "vivarium-backup";
export const backupVersion = 1;

/** How much a backup holds. */
export interface BackupCounts {
  readonly sessions: number;
  readonly entries: number;
  readonly files: number;
  readonly contents: number;
  readonly settings: number;
}

/** Something in a backup that would act by itself. It arrives switched off, unless the person made the backup or switches it on. */
export interface ActivePart {
  /** By which a restore of the same backup switches it on. Absent: it cannot be, because what waited for it is over. */
  readonly id?: string;
  /** It comes in place of a workspace only; beside one, settings and rule files of the backup are not in force. */
  readonly onlyInstead?: true;
  readonly kind: "rule" | "rule-file" | "endpoint" | "level" | "question" | "run";
  /** What it is, in words. */
  readonly text: string;
}

/** What a backup is, after all of it was read: every line, every content and the hash at its end. Nothing was changed. */
export interface BackupPreview {
  readonly type: "backup";
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** Of everything in it. A restore that names it restores exactly this, or nothing. */
  readonly hash: Hash;
  readonly counts: BackupCounts;
  /** Contents that it names and does not hold; they were missing when it was made. */
  readonly missing: number;
  readonly active: readonly ActivePart[];
  /** Why it cannot take the place of this workspace; absent where it can. */
  readonly noReplacing?: string;
}

/** Where a backup goes: in place of a workspace in which nothing was done yet, or beside what is there. */
export type RestorePlace = "instead" | "beside";

export interface RestoredBackup {
  readonly counts: BackupCounts;
  /** The folder with its files, where it stands beside what was there. */
  readonly folder?: string;
}

/** When the last backup was made, and the last entry that it holds. */
export interface LastBackup {
  readonly madeAt: number;
  readonly seq: number;
}

/** Reads what is stored of the last backup; undefined where there is none, or it is damaged. */
export const lastBackupFrom = (stored: JsonValue | undefined): LastBackup | undefined => {
  if (!isJsonObject(stored)) return undefined;
  const { madeAt, seq } = stored;
  return typeof madeAt === "number" && typeof seq === "number" ? { madeAt, seq } : undefined;
};
