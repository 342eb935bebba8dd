import type { EffectId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import type { FileChange, FileState } from "../../../kernel/files/file.ts";
import type { UndoPlan } from "../../../kernel/rules/inspection.ts";
import { stamped } from "../overlay/stamped.ts";
import { sameContent } from "../overlay/workspace-effect.ts";
import type { FileTableRow } from "../overlay/workspace-tree.ts";
import { byCodeUnit } from "../path-parts.ts";
import { type LoggedEffect, readUndoHistory, type UndoHistory } from "./undo-history.ts";
import { type Targets, undoTargets } from "./undo-targets.ts";

/** What an undo does to the workspace, and which effects it turns off and on. */
export interface Undo {
  /** In order of the log; an undone undo is among them. */
  readonly undone: readonly EffectId[];
  readonly restored: readonly EffectId[];
  /** From what stands to what the log without the undone effects leaves, sorted by path; contents are those of the log. */
  readonly changes: readonly FileChange[];
}

export interface UndoRequest {
  /** Every effect of the workspace, in order of the log. */
  readonly entries: readonly LoggedEffect[];
  readonly target: EffectId;
  /** The workspace at the end of the log. */
  readonly tree: Pick<FileTree, "children" | "state">;
  /** Of the undo itself: the version of everything it puts back. */
  readonly effectId: EffectId;
  /** For folders that have to be made. */
  readonly now: number;
  /** Of the same entries and tree, where it has been read already. */
  readonly history?: UndoHistory;
}

type Lives = Map<EffectId, boolean>;

const seqIn = ({ entry }: UndoHistory, id: EffectId): number => entry(id)?.seq ?? 0;

/**
 * Turns off what was built on effects that are off: calls that read what those wrote. An effect that was dead before may stay
 * so: only what this undo turns off, or turns on, pulls others along.
 */
const takeDescendants = (history: UndoHistory, lives: Lives): void => {
  const isLive = (id: EffectId): boolean => lives.get(id) ?? history.isLive(id);
  const isDead = (id: EffectId): boolean => history.entry(id) !== undefined && !isLive(id);
  const waiting = [...lives.keys()];
  const turnOff = (id: EffectId): void => {
    if (!isLive(id) || history.entry(id)?.effect.files.length === 0) return;
    lives.set(id, false);
    waiting.push(id);
  };
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (lives.get(id) === false) for (const other of history.dependents(id)) turnOff(other);
    else if (history.dependencies(id).some(isDead)) turnOff(id);
  }
};

/** Turns the target off; for an undo, what it turned on goes off with it and what it turned off comes back. */
const firstLives = (entry: LoggedEffect): Lives => {
  const lives: Lives = new Map([[entry.effect.effectId, false]]);
  for (const id of entry.restored ?? []) lives.set(id, false);
  for (const id of entry.undone ?? []) lives.set(id, true);
  return lives;
};

const settle = (history: UndoHistory, request: UndoRequest, lives: Lives): Result<Targets, string> => {
  // Each turn turns off one more effect, so there are at most as many turns as effects.
  for (let turn = 0; turn <= history.entries.length; turn += 1) {
    takeDescendants(history, lives);
    const touched = [...lives.keys()].sort((a, b) => seqIn(history, a) - seqIn(history, b));
    const found = undoTargets(history, request, (id) => lives.get(id) ?? history.isLive(id), touched);
    if (found.type === "targets") return ok(found.targets);
    if (found.effectId === undefined) break;
    lives.set(found.effectId, false);
  }
  return err("This step cannot be undone: a file and a folder would stand at the same place. Nothing was changed.");
};

/**
 * Undoes an effect together with its descendants: live effects whose call read a version that an undone one wrote, or found
 * missing what it removed, and so on. Undoing an undo is redoing: effects and contents are again what they were. Folders
 * made by undone effects go unless something else stands in them. Where a later effect stands in the way (a folder where a
 * file comes back), it is undone as well. Refused with a sentence: an unknown effect, one that is undone already, one that
 * changed nothing.
 */
export const undoEffect = (request: UndoRequest): Result<Undo, string> => {
  const { entries, target, tree } = request;
  const stateNow = (path: string): FileState | null => tree.state(path) ?? null;
  const history = request.history ?? readUndoHistory(entries, stateNow);
  const entry = history.entry(target);
  if (entry === undefined) return err("This step is not in the log any more, so it cannot be undone. Nothing was changed.");
  if (!history.isLive(target)) return err("This step is undone already. Undo that undo to bring it back. Nothing was changed.");
  if (entry.effect.files.length === 0 && entry.undone === undefined) {
    return err("This step changed no files, so there is nothing to undo.");
  }
  const lives = firstLives(entry);
  const settled = settle(history, request, lives);
  if (!settled.ok) return settled;
  const turned = (isLive: boolean): readonly EffectId[] =>
    [...lives.keys()]
      .filter((id) => lives.get(id) === isLive && history.entry(id) !== undefined && history.isLive(id) !== isLive)
      .sort((a, b) => seqIn(history, a) - seqIn(history, b));
  const changes = [...settled.value]
    .filter(([path, after]) => !sameContent(stateNow(path), after))
    .map(([path, after]) => ({ path, before: stateNow(path), after: stamped(after, request.effectId) }));
  return ok({ undone: turned(false), restored: turned(true), changes: changes.sort((a, b) => byCodeUnit(a.path, b.path)) });
};

/** What an undo does to a path, in a word. */
export const undoChange = ({ before, after }: FileChange): UndoPlan["files"][number]["change"] =>
  before === null ? "restored" : after === null ? "removed" : "reverted";

/** The rows as they were before these effects, sorted by path. Effects in order of the log, all that followed. */
export const filesAt = (rows: readonly FileTableRow[], effectsSince: readonly LoggedEffect[]): readonly FileTableRow[] => {
  const states = new Map(rows.map(({ key, state }) => [key, state]));
  for (const { effect } of effectsSince.toReversed()) {
    for (const { path, before } of effect.files) {
      if (before === null) states.delete(path);
      else states.set(path, before);
    }
  }
  return [...states].map(([key, state]) => ({ key, state })).sort((a, b) => byCodeUnit(a.key, b.key));
};
