import type { Hash } from "../../../kernel/base/canonical.ts";
import type { EffectId, Seq } from "../../../kernel/base/ids.ts";
import { contentHash, type FileChange } from "../../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";

/** One change of one file by one entry of this session. */
export interface FileStep {
  readonly seq: Seq;
  readonly at: number;
  readonly turn?: number;
  readonly path: string;
  readonly by: "agent" | "person" | "sample" | "schedule" | "undo" | "branch";
  readonly before: Hash | null;
  readonly after: Hash | null;
  readonly added: number;
  readonly removed: number;
  /** The undo, or the choice of a branch, that took it back, while it stands. */
  readonly undoneBySeq?: Seq;
}

/** A file that this session touched, with what is left of it after undo. Samples are what it started with. */
export interface TouchedFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly change: "created" | "changed" | "deleted" | "undone";
}

export interface FileHistory {
  /** Every change of a file, oldest first; undefined where there is none. */
  readonly stepsOf: (path: string) => readonly FileStep[] | undefined;
  /** By path. */
  readonly touched: readonly TouchedFile[];
  /** The newest entry that changed a file; 0 when none did. */
  readonly lastSeq: Seq;
}

const isFile = ({ before, after }: FileChange): boolean => before?.kind === "file" || after?.kind === "file";

const effectOf = ({ event }: LogEntry): { readonly effect: WorkspaceEffect; readonly by: FileStep["by"] } | undefined => {
  if (event.type === "call-settled" && event.effect !== undefined) return { effect: event.effect, by: "agent" };
  if (event.type === "files-changed") return { effect: event.effect, by: event.by };
  if (event.type === "effects-undone") return { effect: event.effect, by: "undo" };
  if (event.type === "branch-chosen") return { effect: event.effect, by: "branch" };
  return undefined;
};

/** One change of one file where it stands in the log. */
interface Change {
  readonly entry: LogEntry;
  readonly change: FileChange;
  readonly by: FileStep["by"];
  readonly effectId: EffectId;
}
type UndoneBy = ReadonlyMap<EffectId, Seq>;

const stepOf = ({ entry: { at, seq, turn }, change, by, effectId }: Change, undoneBy: UndoneBy): FileStep => {
  const undoneBySeq = undoneBy.get(effectId);
  return {
    seq,
    at,
    ...(turn === undefined ? {} : { turn }),
    path: change.path,
    by,
    before: contentHash(change.before),
    after: contentHash(change.after),
    added: change.lines?.added ?? 0,
    removed: change.lines?.removed ?? 0,
    ...(undoneBySeq === undefined ? {} : { undoneBySeq }),
  };
};

const kindOfTouch = (first: Change | undefined, last: Change | undefined): TouchedFile["change"] => {
  if (first === undefined || last === undefined) return "undone";
  if (contentHash(last.change.after) === null) return "deleted";
  return contentHash(first.change.before) === null ? "created" : "changed";
};

/** What is left of all changes of one file; undefined where it is a sample as it came. */
const touchedBy = (path: string, all: readonly Change[], undoneBy: UndoneBy): TouchedFile | undefined => {
  let [first, last]: readonly (Change | undefined)[] = [];
  let [added, removed, isTouched] = [0, 0, false];
  for (const one of all) {
    if (one.by === "sample") continue;
    isTouched = true;
    if (one.by === "undo" || one.by === "branch" || undoneBy.has(one.effectId)) continue;
    first ??= one;
    last = one;
    added += one.change.lines?.added ?? 0;
    removed += one.change.lines?.removed ?? 0;
  }
  return isTouched ? { path, added, removed, change: kindOfTouch(first, last) } : undefined;
};

/** Which of the entries count. */
export interface HistoryScope {
  /** Up to this one. Absent: all. */
  readonly until?: Seq | undefined;
  /** Only these; what takes their effects back still counts. Absent: all. */
  readonly within?: (entry: LogEntry) => boolean;
}

/**
 * What entries did to files. Undone effects do not count, restored ones do again. A workspace has many files and a person looks at
 * few, so the steps of one are put together when they are asked for.
 */
export const fileHistory = (
  entries: readonly LogEntry[],
  { until = Number.POSITIVE_INFINITY, within }: HistoryScope = {},
): FileHistory => {
  const changes = new Map<string, Change[]>();
  const undoneBy = new Map<EffectId, Seq>();
  let lastSeq = 0;
  for (const entry of entries) {
    if (entry.seq > until) break;
    const found = effectOf(entry);
    if (found === undefined) continue;
    const { by, effect } = found;
    if (entry.event.type === "effects-undone" || entry.event.type === "branch-chosen") {
      for (const effectId of entry.event.undone) undoneBy.set(effectId, entry.seq);
      for (const effectId of entry.event.restored) undoneBy.delete(effectId);
    }
    if (within?.(entry) === false) continue;
    for (const change of effect.files) {
      if (!isFile(change)) continue;
      lastSeq = entry.seq;
      const one = { entry, change, by, effectId: effect.effectId };
      const known = changes.get(change.path);
      if (known === undefined) changes.set(change.path, [one]);
      else known.push(one);
    }
  }
  const touched: TouchedFile[] = [];
  for (const [path, all] of changes) {
    const one = touchedBy(path, all, undoneBy);
    if (one !== undefined) touched.push(one);
  }
  touched.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { stepsOf: (path) => changes.get(path)?.map((one) => stepOf(one, undoneBy)), touched, lastSeq };
};
