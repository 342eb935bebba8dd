import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { EffectId, Seq, SessionId } from "../../kernel/base/ids.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { RevertedPart, RevertPlan, RewindPlan, TurnedStep, WorkspaceHistory } from "../../kernel/log/history.ts";
import type { UndoPlan } from "../../kernel/rules/inspection.ts";
import type { Branches } from "../branches/branches.ts";
import type { ExportedRepository } from "./git-desk.ts";
import type { LazyHistory } from "./lazy-history.ts";
import type { Undoing } from "./undoing.ts";

interface HistoryParts {
  readonly branches: Pick<Branches, "settled">;
  readonly history: Pick<LazyHistory, "gitDesk" | "undoing">;
}

type Answered<Value> = Promise<Result<Value, Failure>>;

/** What the person does with the history of the workspace, as `Undoing` says. */
export interface HistoryActs {
  readonly planUndo: (effectId: EffectId) => Answered<UndoPlan>;
  readonly undo: (sessionId: SessionId | undefined, effectId: EffectId) => Answered<null>;
  readonly undoLast: (sessionId: SessionId | undefined) => Answered<TurnedStep>;
  readonly redoLast: (sessionId: SessionId | undefined) => Answered<TurnedStep>;
  readonly readHistory: (limit: number) => Answered<WorkspaceHistory>;
  readonly planRewind: (at: Seq) => Answered<RewindPlan>;
  readonly rewind: (at: Seq, sessionId: SessionId | undefined) => Answered<{ readonly effectId: EffectId }>;
  readonly planRevert: (part: RevertedPart) => Answered<RevertPlan>;
  readonly revert: (
    part: RevertedPart,
    result: Hash | null,
    sessionId: SessionId | undefined,
  ) => Answered<{ readonly effectId: EffectId }>;
  /** The files with their history as a zip archive that ordinary git opens. */
  readonly exportRepository: () => Answered<ExportedRepository>;
}

/** The history's part is loaded when it is first asked. */
export const historyActs = ({ branches, history }: HistoryParts): HistoryActs => {
  const ask = async <Value>(
    work: (undoing: Undoing) => Promise<Result<Value, Failure>>,
    sessionId?: SessionId,
  ): Promise<Result<Value, Failure>> => {
    const part = await loadPart(history.undoing, "undo and history");
    // The files of a branch that is being chosen come first.
    if (sessionId !== undefined) await branches.settled(sessionId);
    return part.ok ? work(part.value) : part;
  };
  return {
    planUndo: (target) => ask(({ plan }) => plan(target)),
    undo: (sessionId, target) => ask(({ undo }) => undo(sessionId, target), sessionId),
    undoLast: (sessionId) => ask(({ undoLast }) => undoLast(sessionId), sessionId),
    redoLast: (sessionId) => ask(({ redoLast }) => redoLast(sessionId), sessionId),
    readHistory: (limit) => ask(({ history }) => history(limit)),
    planRewind: (at) => ask(({ planRewind }) => planRewind(at)),
    rewind: (at, sessionId) => ask(({ rewind }) => rewind(at, sessionId), sessionId),
    planRevert: (part) => ask(({ planRevert }) => planRevert(part)),
    revert: (part, result, sessionId) => ask(({ revert }) => revert(part, result, sessionId), sessionId),
    exportRepository: async () => {
      const desk = await loadPart(history.gitDesk, "git");
      return desk.ok ? desk.value.exported() : desk;
    },
  };
};
