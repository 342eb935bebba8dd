import type { Compaction } from "../engine/agent/compaction/compaction-contract.ts";
import { createCompaction } from "../engine/agent/compaction/create-compaction.ts";
import { compactionStart, contextWindow } from "../kernel/context-window.ts";
import type { Drive } from "./live-run.ts";

/** What shortens the conversation of a run, by the window of its model. */
export const compactionOf = ({ isCompaction, plan, takeWish }: Pick<Drive, "isCompaction" | "plan" | "takeWish">): Compaction => {
  const { model, settings } = plan;
  const window = contextWindow(model, settings.contextWindow);
  return createCompaction({
    model,
    windowTokens: window.tokens,
    startsAt: compactionStart(window),
    ...(takeWish === undefined ? {} : { takeWish }),
    ...(isCompaction === true ? { isAll: true } : {}),
  });
};
