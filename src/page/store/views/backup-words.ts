import type { LastBackup } from "../../../kernel/files/backup.ts";
import type { WorkspaceSnapshot } from "../../../kernel/log/workspace-snapshot.ts";

type Known = Pick<WorkspaceSnapshot, "lastBackup" | "lastSeq" | "sessions">;

const dayMs = 24 * 60 * 60 * 1_000;
/** Days after which a person is reminded, where something changed since. */
const dueDays = 7;

const daysSince = (at: number, now: number): number => Math.max(0, Math.floor((now - at) / dayMs));

/** How long ago: `today`, `1 d ago`, `12 d ago`. */
export const backupAge = ({ madeAt }: LastBackup, now: number): string => {
  const days = daysSince(madeAt, now);
  return days === 0 ? "today" : `${days} d ago`;
};

/** For the status line; undefined where there is nothing to lose yet. */
export const backupWord = ({ lastBackup, sessions }: Known, now: number): string | undefined => {
  if (sessions.length === 0) return undefined;
  return lastBackup === undefined ? "no backup" : `backup ${backupAge(lastBackup, now)}`;
};

/** Days since the last backup, or since the first work where none was made, once they are enough and something changed; else undefined. */
export const backupDueDays = ({ lastBackup, lastSeq, sessions }: Known, now: number): number | undefined => {
  if (sessions.length === 0 || lastBackup?.seq === lastSeq) return undefined;
  const since = lastBackup?.madeAt ?? Math.min(...sessions.map(({ createdAt }) => createdAt));
  const days = daysSince(since, now);
  return days >= dueDays ? days : undefined;
};
