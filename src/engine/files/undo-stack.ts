import type { EffectId } from "../../kernel/ids.ts";
import { continues } from "./continues.ts";
import type { LoggedEffect } from "./undo-history.ts";

/** How an effect stands in the stack: a step that undo takes, an undo, the files of a branch, or what the workspace began with. */
export type StackPlace = "step" | "undo" | "choice" | "start";

/** What undo and redo take next, the last first to go. */
export interface UndoStack {
  readonly undo: readonly EffectId[];
  /** Undos that count: undoing the last one brings back what it took. */
  readonly redo: readonly EffectId[];
}

interface StackFold<Entry> {
  readonly add: (entry: Entry) => void;
  readonly stack: () => UndoStack;
}

const createStackFold = <Entry extends LoggedEffect>(placeOf: (entry: Entry) => StackPlace): StackFold<Entry> => {
  const steps: EffectId[] = [];
  const undos = new Set<EffectId>();
  const dead = new Set<EffectId>();
  const isLive = (id: EffectId): boolean => !dead.has(id);
  return {
    add: (entry) => {
      const { effectId, files } = entry.effect;
      const { undone = [], restored = [] } = entry;
      for (const id of undone) dead.add(id);
      for (const id of restored) dead.delete(id);
      const place = placeOf(entry);
      if (place === "undo") {
        // What takes undos back is a redo.
        const isRedo = undone.filter((id) => undos.delete(id)).length > 0;
        if (!isRedo) undos.add(effectId);
      } else if (place === "choice") undos.clear();
      else if (files.length > 0) {
        undos.clear();
        if (place === "step") steps.push(effectId);
      }
    },
    stack: () => ({ undo: steps.filter(isLive), redo: [...undos].filter(isLive) }),
  };
};

/**
 * The stack that a log amounts to, over all sessions, as it grows: entries that begin with those of the reading before are
 * folded from there on. Undo takes the newest step that counts. An undo can be redone, the newest first, until another step is
 * made or a branch is chosen.
 */
export const createUndoStackReader = <Entry extends LoggedEffect>(
  placeOf: (entry: Entry) => StackPlace,
): ((entries: readonly Entry[]) => UndoStack) => {
  let fold = createStackFold(placeOf);
  let read: readonly Entry[] = [];
  return (entries) => {
    const isLonger = continues(entries, read);
    if (!isLonger) fold = createStackFold(placeOf);
    for (const entry of isLonger ? entries.slice(read.length) : entries) fold.add(entry);
    read = entries;
    return fold.stack();
  };
};

/** The stack of these entries alone. */
export const undoStack = <Entry extends LoggedEffect>(
  entries: readonly Entry[],
  placeOf: (entry: Entry) => StackPlace,
): UndoStack => createUndoStackReader(placeOf)(entries);
