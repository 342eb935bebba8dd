import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import { canSummarise, type ModelChoice, modelName } from "../../kernel/model/model.ts";

const refusal = (message: string): Failure => ({ type: "conflict", message });

/** Why a session's conversation cannot be shortened at the moment; undefined where it can. `isRunning`: a run of it goes on. */
export const whyNotShortened = (
  { openRunId, status }: Pick<SessionRow, "openRunId" | "status">,
  model: ModelChoice,
  isRunning: boolean,
): Failure | undefined => {
  if (!canSummarise(model))
    return refusal(`${modelName(model)} writes no summaries. Choose a model for this session first; nothing was changed.`);
  if (isRunning) return undefined;
  if (status === "empty") return refusal("Nothing was said in this session yet, so there is nothing to shorten.");
  if (openRunId === undefined) return undefined;
  return refusal("A run of this session waits. Let it go on or stop it first; nothing was changed.");
};
