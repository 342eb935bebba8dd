import type { CompactionReason } from "../../../kernel/conversation/compaction.ts";
import { cannotBeShortened, endingOfUnasked, failed, limitReached, stopped } from "../endings.ts";
import type { LoopEnding } from "../loop-contract.ts";
import { recordStrictly } from "../record.ts";
import { hookScope, isAsked, takeUntold, type Work } from "../work.ts";
import { applyCompaction } from "./apply-compaction.ts";
import type { Compacted, Compaction } from "./compaction-contract.ts";

/** How often in a row a conversation that no longer fits is shortened. */
const maxOverflows = 3;

const completed: LoopEnding = { type: "ended", outcome: { type: "completed", reason: { type: "end-turn" } } };

/** Shortens the conversation, in the log first. */
const shorten = async (work: Work, { compact }: Compaction, why: CompactionReason): Promise<Compacted> => {
  const { context, deps, overflows, run, signal, tell } = work;
  if (work.untold.length > 0) await tell(takeUntold(work));
  const tokens = context?.tokens(run.messages) ?? 0;
  const asked = { why, messages: run.messages, tokens, round: overflows, scope: hookScope(work) };
  const compacted = await compact(deps, asked, tell, signal);
  const { event } = compacted;
  if (event === undefined) return compacted;
  await tell(recordStrictly(event, run.turn()));
  run.addUsage(event.usage, event.cost);
  run.addModelTime(event.durationMs);
  if (event.type === "context-compacted") {
    run.replace(applyCompaction(run.messages, event));
    context?.set(event.tokensAfter, run.messages.length);
  }
  return compacted;
};

/** Before a turn. Undefined: it may begin. */
export const before = async (work: Work, compaction: Compaction, why: CompactionReason): Promise<LoopEnding | undefined> => {
  const { run, signal } = work;
  const { type } = await shorten(work, compaction, why);
  if (type === "stopped" || signal.aborted) return stopped;
  const limit = run.limit();
  return limit === undefined ? undefined : limitReached(limit);
};

/** Where the last request did not fit. Undefined: the model is asked again. */
export const afterOverflow = async (
  work: Work,
  compaction: Compaction,
  why: CompactionReason,
): Promise<LoopEnding | undefined> => {
  if (work.overflows >= maxOverflows) return failed(cannotBeShortened(`It was shortened ${maxOverflows} times in a row.`));
  const compacted = await shorten(work, compaction, why);
  if (compacted.type === "stopped" || work.signal.aborted) return stopped;
  if (compacted.type === "compacted") {
    work.overflows += 1;
    return undefined;
  }
  const { event, failure } = compacted;
  const cause = failure === undefined ? undefined : endingOfUnasked(failure);
  // What a person can remove, such as a missing key or a cap, is told as that.
  if (cause !== undefined && (cause.type === "interrupted" || cause.outcome.type === "limit-reached")) return cause;
  return failed(cannotBeShortened(event.reason));
};

/** After an answer that ends the run. */
export const atEnd = async (
  work: Work,
  compaction: Compaction,
  why: CompactionReason,
  ending: LoopEnding,
): Promise<LoopEnding> => {
  const { type } = await shorten(work, compaction, why);
  return type === "stopped" ? stopped : ending;
};

/** A run that is there for this alone. Undefined: the person said something meanwhile, which is to be answered. */
export const first = async (
  work: Work,
  compaction: Compaction,
  why: CompactionReason | undefined,
): Promise<LoopEnding | undefined> => {
  const compacted = why === undefined ? undefined : await shorten(work, compaction, why);
  if (compacted?.type === "stopped" || work.signal.aborted) return stopped;
  if (isAsked(work)) return undefined;
  if (compacted?.type !== "skipped" || compacted.failure === undefined) return completed;
  return endingOfUnasked(compacted.failure);
};
