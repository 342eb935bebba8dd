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
  /**
   * The last entry that wrote at a path, or turned an effect off or on that did; undefined where the path has changed since
   * the last entry or no entry names it.
   */
  readonly lastTouch: (path: string) => EffectId | undefined;
  /**
   * The effects that an effect was built on, as things stood when it was made: who wrote what its call read, or removed what
   * it did not find; and the undo that put it there.
   */
  readonly dependencies: (id: EffectId) => readonly EffectId[];
}

const isSame = (a: FileState | null, b: FileState | null): boolean => a?.kind === b?.kind && a?.version === b?.version;

interface PathHistory {
  readonly items: PathItem[];
  current: FileState | null;
  lastTouch: EffectId | undefined;
  /** The entry that set `current`, where one did. */
  setBy: LoggedEffect | undefined;
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
  const dependencies = new Map<EffectId, readonly EffectId[]>();

  const historyOf = (path: string, before: FileState | null): PathHistory => {
    const known = paths.get(path);
    if (known === undefined) {
      const items: PathItem[] = [{ writer: undefined, after: before }];
      const fresh: PathHistory = { items, current: before, lastTouch: undefined, setBy: undefined };
      paths.set(path, fresh);
      return fresh;
    }
    if (!isSame(known.current, before)) {
      known.items.push({ writer: undefined, after: before });
      known.lastTouch = undefined;
      known.setBy = undefined;
    }
    return known;
  };

  const dependenciesOf = (read: FileRead): readonly EffectId[] => {
    const history = paths.get(read.path);
    // Another version than the log's last one was written by an entry that is not among these.
    if (history === undefined || (history.current?.version ?? null) !== read.version) return [];
    const writer = lastItem(history.items, isLive)?.writer;
    const { setBy } = history;
    const putThere = setBy !== undefined && isUndo(setBy) && isLive(setBy.effect.effectId) ? [setBy.effect.effectId] : [];
    return writer === undefined ? putThere : [writer, ...putThere];
  };
  const turn = ({ effect, undone = [], restored = [] }: LoggedEffect): void => {
    for (const id of undone) dead.add(id);
    for (const id of restored) dead.delete(id);
    for (const id of [...undone, ...restored]) {
      for (const { path } of byId.get(id)?.effect.files ?? []) {
        const history = paths.get(path);
        if (history !== undefined) history.lastTouch = effect.effectId;
      }
    }
  };
  const readEntry = (entry: LoggedEffect): void => {
    const { effectId, files, reads } = entry.effect;
    dependencies.set(effectId, reads.flatMap(dependenciesOf));
    turn(entry);
    for (const { path, before, after } of files) {
      const history = historyOf(path, before);
      if (!isUndo(entry)) history.items.push({ writer: effectId, after });
      history.current = after;
      history.setBy = entry;
      history.lastTouch = effectId;
    }
  };

  for (const entry of entries) readEntry(entry);
  for (const path of paths.keys()) historyOf(path, stateNow(path));

  return {
    entry: (id) => byId.get(id),
    entries,
    isLive,
    lastTouch: (path) => paths.get(path)?.lastTouch,
    lastAt: (path, counts) => lastItem(paths.get(path)?.items, counts),
    dependencies: (id) => dependencies.get(id) ?? [],
  };
};
