import type { WorkspaceEffect } from "../../kernel/effect.ts";
import type { FileRead, FileState } from "../../kernel/file.ts";
import type { EffectId, Seq } from "../../kernel/ids.ts";

/** An effect in its place in the log; the last two fields only where it is an undo. */
export interface LoggedEffect {
  readonly seq: Seq;
  readonly effect: WorkspaceEffect;
  readonly undone?: readonly EffectId[];
  readonly restored?: readonly EffectId[];
}

/** What an effect left at a path. Without a writer: what stood there before the log, or what an erased entry wrote. */
interface PathItem {
  readonly writer: EffectId | undefined;
  readonly after: FileState | null;
}

/** What the log says about effects and paths. Undo entries move effects between live and dead; they write nothing of their own. */
export interface UndoHistory {
  readonly entry: (id: EffectId) => LoggedEffect | undefined;
  /** Entries in order of the log. */
  readonly entries: readonly LoggedEffect[];
  readonly isLive: (id: EffectId) => boolean;
  /** What the last counting effect left at a path; undefined for a path that no entry names. */
  readonly lastAt: (path: string, isLive: (id: EffectId) => boolean) => PathItem | undefined;
  /** The effects that a read depends on: who wrote what it found, or removed what it did not find. */
  readonly writersOf: (read: FileRead, readBy: EffectId) => readonly EffectId[];
}

const isSame = (a: FileState | null, b: FileState | null): boolean => a?.kind === b?.kind && a?.version === b?.version;

interface PathHistory {
  readonly items: PathItem[];
  current: FileState | null;
  /** Entries after which nothing stood here, with what they depend on. */
  readonly removals: { readonly seq: Seq; readonly by: readonly EffectId[] }[];
}

const lastItem = (items: readonly PathItem[] | undefined, isLive: (id: EffectId) => boolean): PathItem | undefined =>
  items?.findLast(({ writer }) => writer === undefined || isLive(writer));

const isUndo = (entry: LoggedEffect): boolean => entry.undone !== undefined || entry.restored !== undefined;

/** `stateNow` is what stands at a path at the end of the log; it shows what entries wrote that are not among these. */
export const readUndoHistory = (entries: readonly LoggedEffect[], stateNow: (path: string) => FileState | null): UndoHistory => {
  const byId = new Map(entries.map((entry) => [entry.effect.effectId, entry]));
  const dead = new Set<EffectId>();
  const isLive = (id: EffectId): boolean => byId.has(id) && !dead.has(id);
  const paths = new Map<string, PathHistory>();
  /** By undo and path: the effect whose state the undo put back. */
  const origins = new Map<EffectId, Map<string, EffectId>>();

  const historyOf = (path: string, before: FileState | null): PathHistory => {
    const known = paths.get(path);
    if (known === undefined) {
      const fresh: PathHistory = { items: [{ writer: undefined, after: before }], current: before, removals: [] };
      paths.set(path, fresh);
      return fresh;
    }
    if (!isSame(known.current, before)) known.items.push({ writer: undefined, after: before });
    return known;
  };

  const readEntry = (entry: LoggedEffect): void => {
    const { effect, seq } = entry;
    for (const id of entry.undone ?? []) dead.add(id);
    for (const id of entry.restored ?? []) dead.delete(id);
    for (const { path, before, after } of effect.files) {
      const history = historyOf(path, before);
      history.current = after;
      const by = [effect.effectId];
      if (isUndo(entry)) {
        const origin = lastItem(history.items, isLive)?.writer;
        if (origin !== undefined) {
          by.push(origin);
          origins.set(effect.effectId, (origins.get(effect.effectId) ?? new Map<string, EffectId>()).set(path, origin));
        }
      } else {
        history.items.push({ writer: effect.effectId, after });
      }
      if (after === null) history.removals.push({ seq, by });
    }
  };

  for (const entry of entries) readEntry(entry);
  for (const path of paths.keys()) historyOf(path, stateNow(path));

  return {
    entry: (id) => byId.get(id),
    entries,
    isLive,
    lastAt: (path, counts) => lastItem(paths.get(path)?.items, counts),
    writersOf: ({ path, version }, readBy) => {
      if (version === null) {
        const seq = byId.get(readBy)?.seq ?? 0;
        return paths.get(path)?.removals.findLast((removal) => removal.seq < seq)?.by ?? [];
      }
      const origin = origins.get(version)?.get(path);
      return origin === undefined ? [version] : [version, origin];
    },
  };
};
