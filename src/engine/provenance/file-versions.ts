import type { Hash } from "../../kernel/base/canonical.ts";
import type { EffectId, Seq } from "../../kernel/base/ids.ts";
import { contentHash } from "../../kernel/files/file.ts";
import { isStatePath } from "../../kernel/files/state.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { Event } from "../../kernel/log/event.ts";
import { graphFolder } from "../../kernel/memory/graph.ts";
import { memoryFolder, memoryIdAt } from "../../kernel/memory/memory.ts";
import type { Link } from "./linked-log.ts";

/** The effect of an entry, where it has one. */
export const effectIn = (event: Event): WorkspaceEffect | undefined =>
  event.type === "call-settled" ||
  event.type === "files-changed" ||
  event.type === "effects-undone" ||
  event.type === "branch-chosen"
    ? event.effect
    : undefined;

/** Who wrote which version of what, as far as the log was read. */
export interface FileVersions {
  /** What a change follows from over its files, and how many versions of those nobody wrote who is in the log. */
  readonly linksOf: (event: Event, effect: WorkspaceEffect) => { readonly links: readonly Link[]; readonly gaps: number };
  readonly note: (seq: Seq, effect: WorkspaceEffect) => void;
  /** Who wrote what stands at a path; undefined where nothing does, or nobody knows. */
  readonly standing: (path: string) => Seq | undefined;
  readonly writerOf: (path: string, hash: Hash) => Seq | undefined;
  readonly changesAt: (path: string) => readonly Seq[];
  readonly writers: ReadonlyMap<EffectId, Seq>;
  /** The last entry that changed an item of the memory. */
  readonly standingMemory: (memoryId: string) => Seq | undefined;
  /** The last entry that left an item of the memory with this content. */
  readonly writerOfMemory: (memoryId: string, hash: Hash) => Seq | undefined;
}

/** Items that a call looks through to find one: that it read another does not make it follow from that. */
const isItem = (path: string): boolean =>
  path.startsWith(`${memoryFolder}/`) || path.startsWith(`${graphFolder}/`) || isStatePath(path);

/** Whether the entry puts back what stood somewhere before. */
const putsBack = (event: Event): boolean =>
  event.type === "effects-undone" ||
  event.type === "branch-chosen" ||
  (event.type === "files-changed" && (event.checkpoint !== undefined || event.reverted !== undefined));

export const createFileVersions = (): FileVersions => {
  const writers = new Map<EffectId, Seq>();
  const byContent = new Map<string, Seq>();
  const memories = new Map<string, Seq>();
  const lastOfMemory = new Map<string, Seq>();
  const changes = new Map<string, Seq[]>();
  const stands = new Map<string, Seq>();
  const contentKey = (path: string, hash: Hash): string => `${path}\n${hash}`;

  const linksOf = (event: Event, { files, reads }: WorkspaceEffect): ReturnType<FileVersions["linksOf"]> => {
    const links = new Map<string, Link>();
    let gaps = 0;
    const add = (how: Link["how"], path: string, version: EffectId): void => {
      const to = writers.get(version);
      if (to === undefined) gaps += 1;
      else if (!links.has(`${to} ${path}`)) links.set(`${to} ${path}`, { to, how, path });
    };
    const changed = new Set(files.map(({ path }) => path));
    const gone = files.flatMap(({ after, before, path }) =>
      before?.kind === "file" && after === null ? [{ before, path }] : [],
    );
    const read = new Set(reads.map(({ path }) => path));
    for (const { after, before, path } of files) {
      if (after?.kind !== "file") continue;
      const moved = gone.find((one) => one.before.hash === after.hash) ?? gone.find((one) => isSameMemory(one.path, path));
      if (moved !== undefined) add("was", moved.path, moved.before.version);
      // An item that is changed goes on being that item; a file that is written over anew does not.
      if (before?.kind === "file" && (isItem(path) || read.has(path))) add("was", path, before.version);
      const put = putsBack(event) ? byContent.get(contentKey(path, after.hash)) : undefined;
      if (put !== undefined) links.set(`${put} ${path}`, { to: put, how: "was", path });
    }
    for (const { path, version } of reads)
      if (version !== null && (!isItem(path) || changed.has(path))) add("read", path, version);
    return { links: [...links.values()], gaps };
  };

  return {
    linksOf,
    writers,
    standingMemory: (memoryId) => lastOfMemory.get(memoryId),
    note: (seq, { effectId, files }) => {
      writers.set(effectId, seq);
      for (const { after, before, path } of files) {
        if (after?.kind !== "file" && before?.kind !== "file") continue;
        const known = changes.get(path);
        if (known === undefined) changes.set(path, [seq]);
        else known.push(seq);
        const hash = contentHash(after);
        if (hash === null) {
          stands.delete(path);
          continue;
        }
        stands.set(path, seq);
        byContent.set(contentKey(path, hash), seq);
        const memoryId = memoryIdAt(path);
        if (memoryId === undefined) continue;
        memories.set(contentKey(memoryId, hash), seq);
        lastOfMemory.set(memoryId, seq);
      }
    },
    standing: (path) => stands.get(path),
    writerOf: (path, hash) => byContent.get(contentKey(path, hash)),
    changesAt: (path) => changes.get(path) ?? [],
    writerOfMemory: (memoryId, hash) => memories.get(contentKey(memoryId, hash)),
  };
};

const isSameMemory = (one: string, other: string): boolean => {
  const memoryId = memoryIdAt(one);
  return memoryId !== undefined && memoryId === memoryIdAt(other);
};
