import type { EffectId, Seq } from "../../../kernel/base/ids.ts";
import { continues } from "./continues.ts";
import type { LoggedEffect } from "./undo-history.ts";

/** How an effect stands in the stack: a step that undo takes, an undo, the files of a branch, or what the workspace began with. */
export type StackPlace = "step" | "undo" | "choice" | "start";

/** What undo and redo take next, the last first to go; good until the next reading. */
export interface UndoStack {
  readonly undo: readonly EffectId[];
  /** Undos that count: undoing the last one brings back what it took. */
  readonly redo: readonly EffectId[];
}

interface StackFold<Entry> {
  readonly add: (entry: Entry) => void;
  readonly stack: () => UndoStack;
}

/** Takes an element off, from near the end; says whether it was there. */
const takeOff = (list: EffectId[], id: EffectId): boolean => {
  const at = list.lastIndexOf(id);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
};

/** The steps that count stand in order of the log, so that the next one is the last, however many do not count. */
const createStackFold = <Entry extends LoggedEffect>(placeOf: (entry: Entry) => StackPlace): StackFold<Entry> => {
  const seqOf = new Map<EffectId, Seq>();
  const steps: EffectId[] = [];
  const undos: EffectId[] = [];
  const putBack = (id: EffectId): void => {
    const seq = seqOf.get(id);
    if (seq === undefined) return;
    let at = steps.length;
    while (at > 0 && (seqOf.get(steps[at - 1]!) ?? 0) > seq) at -= 1; // It is in the list.
    if (steps[at - 1] !== id) steps.splice(at, 0, id);
  };
  return {
    add: (entry) => {
      const { effectId, files } = entry.effect;
      const { undone = [], restored = [] } = entry;
      for (const id of undone) if (seqOf.has(id)) takeOff(steps, id);
      for (const id of restored) putBack(id);
      // What takes undos back is a redo.
      const isRedo = undone.filter((id) => takeOff(undos, id)).length > 0;
      const place = placeOf(entry);
      if (place === "undo") {
        if (!isRedo) undos.push(effectId);
        return;
      }
      if (place !== "choice" && files.length === 0) return;
      undos.length = 0;
      if (place !== "step") return;
      seqOf.set(effectId, entry.seq);
      steps.push(effectId);
    },
    stack: () => ({ undo: steps, redo: undos }),
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
