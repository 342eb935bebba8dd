import type { Hash } from "../../../kernel/canonical.ts";
import type { WorkspaceEffect } from "../../../kernel/effect.ts";
import { contentHash, type FileChange } from "../../../kernel/file.ts";
import type { EffectId, Seq } from "../../../kernel/ids.ts";
import type { LogEntry } from "../../../kernel/log-entry.ts";

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
  /** Oldest first, by path. */
  readonly steps: ReadonlyMap<string, readonly FileStep[]>;
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

const touchedBy = (path: string, all: readonly FileStep[]): readonly TouchedFile[] => {
  const steps = all.filter(({ by }) => by !== "sample");
  if (steps.length === 0) return [];
  const standing = steps.filter(({ by, undoneBySeq }) => by !== "undo" && by !== "branch" && undoneBySeq === undefined);
  const [first, last] = [standing[0], standing.at(-1)];
  const sum = (key: "added" | "removed"): number => standing.reduce((total, step) => total + step[key], 0);
  const change =
    first === undefined || last === undefined
      ? "undone"
      : last.after === null
        ? "deleted"
        : first.before === null
          ? "created"
          : "changed";
  return [{ path, added: sum("added"), removed: sum("removed"), change }];
};

/** What the entries up to `until` (all of them where it is left out) did to files. Undone effects do not count, restored ones do again. */
export const fileHistory = (entries: readonly LogEntry[], until: Seq = Number.POSITIVE_INFINITY): FileHistory => {
  const steps = new Map<string, (FileStep & { readonly effectId: EffectId })[]>();
  const undoneBy = new Map<EffectId, Seq>();
  let lastSeq = 0;
  for (const entry of entries) {
    if (entry.seq > until) break;
    const found = effectOf(entry);
    if (found === undefined) continue;
    if (entry.event.type === "effects-undone" || entry.event.type === "branch-chosen") {
      for (const effectId of entry.event.undone) undoneBy.set(effectId, entry.seq);
      for (const effectId of entry.event.restored) undoneBy.delete(effectId);
    }
    for (const change of found.effect.files.filter(isFile)) {
      lastSeq = entry.seq;
      const list = steps.get(change.path) ?? [];
      steps.set(change.path, list);
      list.push({
        seq: entry.seq,
        at: entry.at,
        ...(entry.turn === undefined ? {} : { turn: entry.turn }),
        path: change.path,
        by: found.by,
        before: contentHash(change.before),
        after: contentHash(change.after),
        added: change.lines?.added ?? 0,
        removed: change.lines?.removed ?? 0,
        effectId: found.effect.effectId,
      });
    }
  }
  const finished = new Map(
    [...steps].map(([path, list]) => [
      path,
      list.map(({ effectId, ...step }): FileStep => {
        const undoneBySeq = undoneBy.get(effectId);
        return undoneBySeq === undefined ? step : { ...step, undoneBySeq };
      }),
    ]),
  );
  const touched = [...finished].flatMap(([path, list]) => touchedBy(path, list)).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { steps: finished, touched, lastSeq };
};
