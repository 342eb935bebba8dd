import type { EffectId, Seq } from "../../../kernel/base/ids.ts";
import type { FileRead, FileState } from "../../../kernel/files/file.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
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
export interface UndoHistory<Entry extends LoggedEffect = LoggedEffect> {
  readonly entry: (id: EffectId) => Entry | undefined;
  /** Entries in order of the log. */
  readonly entries: readonly Entry[];
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
  /** The effects that were built on an effect, in order of the log: those that have it among their dependencies. */
  readonly dependents: (id: EffectId) => readonly EffectId[];
}

const isUndo = (entry: LoggedEffect): boolean => entry.undone !== undefined || entry.restored !== undefined;

/**
 * Reads a history as it grows: entries that begin with those of the reading before are folded from there on, others anew.
 * `stateNow` is what stands at a path at the end of the log; it shows what entries wrote that are not among these. A history
 * is good until the next reading.
 */
export const createUndoHistoryReader = <Entry extends LoggedEffect>(
  stateNow: (path: string) => FileState | null,
): ((entries: readonly Entry[]) => UndoHistory<Entry>) => {
  let fold = createUndoFold<Entry>();
  let read: readonly Entry[] = [];
  return (entries) => {
    const isLonger = continues(entries, read);
    if (!isLonger) fold = createUndoFold();
    for (const entry of isLonger ? entries.slice(read.length) : entries) fold.add(entry);
    read = entries;
    return fold.history(entries, stateNow);
  };
};

interface UndoFold<Entry extends LoggedEffect> {
  readonly add: (entry: Entry) => void;
  readonly history: (entries: readonly Entry[], stateNow: (path: string) => FileState | null) => UndoHistory<Entry>;
}

const none: readonly EffectId[] = [];

const createUndoFold = <Entry extends LoggedEffect>(): UndoFold<Entry> => {
  const byId = new Map<EffectId, Entry>();
  const dead = new Set<EffectId>();
  const isLive = (id: EffectId): boolean => byId.has(id) && !dead.has(id);
  const paths = createPathHistories();
  const dependencies = new Map<EffectId, readonly EffectId[]>();
  const dependents = new Map<EffectId, EffectId[]>();

  const dependenciesOf = (read: FileRead): readonly EffectId[] => {
    const history = paths.at(read.path);
    // Another version than the log's last one was written by an entry that is not among these.
    if (history === undefined || (history.current?.version ?? null) !== read.version) return [];
    const writer = lastItem(history.items, isLive)?.writer;
    const { setBy } = history;
    const putThere = setBy !== undefined && isUndo(setBy) && isLive(setBy.effect.effectId) ? [setBy.effect.effectId] : [];
    return writer === undefined ? putThere : [writer, ...putThere];
  };
  const depend = (id: EffectId, reads: readonly FileRead[]): void => {
    const on = new Set(reads.flatMap(dependenciesOf));
    dependencies.set(id, [...on]);
    for (const other of on) {
      const known = dependents.get(other);
      if (known === undefined) dependents.set(other, [id]);
      else known.push(id);
    }
  };
  const turn = ({ effect, undone = [], restored = [] }: Entry): void => {
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
      if (reads.length > 0) depend(effectId, reads);
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
      const at = (path: string) => (paths.at(path) === undefined ? undefined : paths.from(path, stateNow(path)));
      return {
        entry: (id) => byId.get(id),
        entries,
        isLive,
        lastTouch: (path) => at(path)?.lastTouch,
        itemsAt: (path) => at(path)?.items ?? [],
        lastAt: (path, counts) => lastItem(at(path)?.items ?? [], counts),
        dependencies: (id) => dependencies.get(id) ?? none,
        dependents: (id) => dependents.get(id) ?? none,
      };
    },
  };
};

/** The history of these entries alone. */
export const readUndoHistory = (entries: readonly LoggedEffect[], stateNow: (path: string) => FileState | null): UndoHistory =>
  createUndoHistoryReader(stateNow)(entries);
