import type { FileState } from "../../src/kernel/files/file.ts";
import { effectOf } from "../../src/kernel/log/event-effect.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Problem } from "./auditor.ts";

const sameContent = (a: FileState | null, b: FileState | null): boolean => {
  if (a === null || b === null || a.kind === "directory" || b.kind === "directory") return a?.kind === b?.kind;
  return a.hash === b.hash && a.sizeBytes === b.sizeBytes;
};

/**
 * What stands at every path after the log, told by its effects alone.
 * @throws never; a change that does not fit what stands there is taken as it is
 */
export const foldFiles = (entries: readonly LogEntry[]): ReadonlyMap<string, FileState> => {
  const files = new Map<string, FileState>();
  for (const entry of entries) {
    for (const { path, after } of effectOf(entry.event)?.files ?? []) {
      if (after === null) files.delete(path);
      else files.set(path, after);
    }
  }
  return files;
};

/** Each change starts from what stands there: nothing was overwritten unseen, and no effect was applied twice. */
export const auditFiles = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const files = new Map<string, FileState>();
  const effectIds = new Map<string, number>();
  for (const entry of entries) {
    const effect = effectOf(entry.event);
    if (effect === undefined) continue;
    const before = effectIds.get(effect.effectId);
    if (before !== undefined)
      problems.push(`Entry ${entry.seq} commits effect ${effect.effectId}, which entry ${before} committed.`);
    effectIds.set(effect.effectId, entry.seq);
    for (const change of effect.files) {
      if (!sameContent(files.get(change.path) ?? null, change.before))
        problems.push(`Entry ${entry.seq} changes ${change.path} from something else than what stands there.`);
      if (change.after === null) files.delete(change.path);
      else files.set(change.path, change.after);
    }
  }
  return problems;
};
