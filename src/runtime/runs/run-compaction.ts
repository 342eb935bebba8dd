import type { Compaction } from "../../engine/agent/compaction/compaction-contract.ts";
import { createCompaction } from "../../engine/agent/compaction/create-compaction.ts";
import { summaryByRules } from "../../engine/memory/compression/summary-by-rules.ts";
import type { ShorteningStrategy } from "../../kernel/conversation/compaction.ts";
import { compactionStart, contextWindow } from "../../kernel/model/context-window.ts";
import type { Drive } from "./live-run.ts";

/** What shortens the conversation of a run, by the window of its model. */
export const compactionOf = (
  { isCompaction, plan, takeWish }: Pick<Drive, "isCompaction" | "plan" | "takeWish">,
  strategy: ShorteningStrategy = "model",
): Compaction => {
  const { model, settings } = plan;
  const window = contextWindow(model, settings.contextWindow);
  return createCompaction({
    model,
    windowTokens: window.tokens,
    startsAt: compactionStart(window),
    ...(strategy === "model"
      ? {}
      : { rules: { strategy, write: (messages, tokens) => summaryByRules(strategy, messages, tokens) } }),
    ...(takeWish === undefined ? {} : { takeWish }),
    ...(isCompaction === true ? { isAll: true } : {}),
  });
};
