import { undoStack } from "../../engine/files/undo/undo-stack.ts";
import type { EffectId } from "../../kernel/base/ids.ts";
import { contentHash } from "../../kernel/files/file.ts";
import type { HistoryStep, NextStep, StepFile, WorkspaceHistory } from "../../kernel/log/history.ts";
import { type LoggedEffect, stackPlaceOf } from "./effects.ts";

const filesOf = ({ effect }: LoggedEffect): readonly StepFile[] =>
  effect.files
    .filter(({ before, after }) => before?.kind === "file" || after?.kind === "file")
    .map(({ path, before, after, lines }) => ({
      path,
      before: contentHash(before),
      after: contentHash(after),
      added: lines?.added ?? 0,
      removed: lines?.removed ?? 0,
    }));

/** An effect of the log, where the log still has it. */
type FindEffect = (id: EffectId) => LoggedEffect | undefined;

/** The title of a step; that of an undo names what it took back, or brought back. */
export const titleOf = (entry: LoggedEffect, find: FindEffect): string => {
  if (entry.by !== "undo") return entry.title;
  const undone = entry.undone?.flatMap((id) => find(id) ?? []) ?? [];
  const isRedo = undone.some(({ by }) => by === "undo");
  const about = isRedo ? entry.restored?.flatMap((id) => find(id) ?? []) : undone;
  const [first, ...others] = about?.filter(({ by }) => by !== "undo") ?? [];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return first === undefined ? entry.title : `${isRedo ? "Redo" : "Undo"}: ${first.title}${more}`;
};

const isChange = ({ effect, by }: LoggedEffect): boolean => effect.files.length > 0 || by === "undo";

/** The newest `limit` changes of the workspace, and what undo and redo take next. */
export const historyOf = (entries: readonly LoggedEffect[], limit: number): WorkspaceHistory => {
  const dead = new Set<EffectId>();
  for (const { undone = [], restored = [] } of entries) {
    for (const id of undone) dead.add(id);
    for (const id of restored) dead.delete(id);
  }
  const byId = new Map(entries.map((entry) => [entry.effect.effectId, entry]));
  const find: FindEffect = (id) => byId.get(id);
  const changes = entries.filter(isChange);
  const { undo, redo } = undoStack(entries, stackPlaceOf);
  const next = (id: EffectId | undefined): NextStep | undefined => {
    const entry = id === undefined ? undefined : find(id);
    return entry === undefined ? undefined : { effectId: entry.effect.effectId, title: titleOf(entry, find) };
  };
  const [undoNext, redoNext] = [next(undo.at(-1)), next(redo.at(-1))];
  const steps = changes.slice(-limit).toReversed();
  return {
    steps: steps.map(
      (entry): HistoryStep => ({
        effectId: entry.effect.effectId,
        seq: entry.seq,
        at: entry.at,
        by: entry.by,
        title: titleOf(entry, find),
        ...(entry.sessionId === undefined ? {} : { sessionId: entry.sessionId }),
        ...(entry.turn === undefined ? {} : { turn: entry.turn }),
        files: filesOf(entry),
        isLive: !dead.has(entry.effect.effectId),
      }),
    ),
    total: changes.length,
    ...(undoNext === undefined ? {} : { undo: undoNext }),
    ...(redoNext === undefined ? {} : { redo: { ...redoNext, title: redoNext.title.replace(/^Undo: /, "") } }),
  };
};
