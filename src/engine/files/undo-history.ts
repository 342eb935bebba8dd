import type { WorkspaceEffect } from "../../kernel/effect.ts";
import type { FileRead, FileState } from "../../kernel/file.ts";
import type { EffectId, Seq } from "../../kernel/ids.ts";
import { continues } from "./continues.ts";
import { createPathHistories, lastItem, type PathItem } from "./path-histories.ts";

/** An effect in its place in the log; the last two fields only where it is an undo. */
export interface LoggedEffect {
  readonly seq: Seq;
  readonly effect: WorkspaceEffect;
  readonly undone?: readonly EffectId[];
  readonly restored?: readonly EffectId[];
}

/** What the log says about effects and paths. Undo entries move effects between live and dead; they write nothing of their own. */
export interface UndoHistory {
  readonly entry: (id: EffectId) => LoggedEffect | undefined;
  /** Entries in order of the log. */
  readonly entries: readonly LoggedEffect[];
  readonly isLive: (id: EffectId) => boolean;
  /** What was written at a path, in order of the log; empty for a path that no entry names. */
  readonly itemsAt: (path: string) => readonly PathItem[];
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

const isUndo = (entry: LoggedEffect): boolean => entry.undone !== undefined || entry.restored !== undefined;

/**
 * Reads a history as it grows: entries that begin with those of the reading before are folded from there on, others anew.
 * `stateNow` is what stands at a path at the end of the log; it shows what entries wrote that are not among these. A history
 * is good until the next reading.
 */
export const createUndoHistoryReader = (
  stateNow: (path: string) => FileState | null,
): ((entries: readonly LoggedEffect[]) => UndoHistory) => {
  let fold = createUndoFold();
  let read: readonly LoggedEffect[] = [];
  return (entries) => {
    const isLonger = continues(entries, read);
    if (!isLonger) fold = createUndoFold();
    for (const entry of isLonger ? entries.slice(read.length) : entries) fold.add(entry);
    read = entries;
    return fold.history(entries, stateNow);
  };
};

interface UndoFold {
  readonly add: (entry: LoggedEffect) => void;
  readonly history: (entries: readonly LoggedEffect[], stateNow: (path: string) => FileState | null) => UndoHistory;
}

const createUndoFold = (): UndoFold => {
  const byId = new Map<EffectId, LoggedEffect>();
  const dead = new Set<EffectId>();
  const isLive = (id: EffectId): boolean => byId.has(id) && !dead.has(id);
  const paths = createPathHistories();
  const dependencies = new Map<EffectId, readonly EffectId[]>();

  const dependenciesOf = (read: FileRead): readonly EffectId[] => {
    const history = paths.at(read.path);
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
        const history = paths.at(path);
        if (history !== undefined) history.lastTouch = effect.effectId;
      }
    }
  };

  return {
    add: (entry) => {
      const { effectId, files, reads } = entry.effect;
      byId.set(effectId, entry);
      if (reads.length > 0) dependencies.set(effectId, reads.flatMap(dependenciesOf));
      turn(entry);
      for (const { path, before, after } of files) {
        const history = paths.from(path, before);
        if (!isUndo(entry)) history.items.push({ writer: effectId, after });
        history.current = after;
        history.setBy = entry;
        history.lastTouch = effectId;
      }
    },
    history: (entries, stateNow) => {
      for (const path of paths.known()) paths.from(path, stateNow(path));
      return {
        entry: (id) => byId.get(id),
        entries,
        isLive,
        lastTouch: (path) => paths.at(path)?.lastTouch,
        itemsAt: (path) => paths.at(path)?.items ?? [],
        lastAt: (path, counts) => lastItem(paths.at(path)?.items ?? [], counts),
        dependencies: (id) => dependencies.get(id) ?? [],
      };
    },
  };
};

/** The history of these entries alone. */
export const readUndoHistory = (entries: readonly LoggedEffect[], stateNow: (path: string) => FileState | null): UndoHistory =>
  createUndoHistoryReader(stateNow)(entries);
