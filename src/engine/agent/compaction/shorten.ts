import { loadPart } from "../../../kernel/base/load-part.ts";
import type { CompactionReason } from "../../../kernel/conversation/compaction.ts";
import { limitReached, stopped } from "../endings.ts";
import type { LoopEnding } from "../loop-contract.ts";
import type { Work } from "../work.ts";
import type { CompactionMoment } from "./compaction-contract.ts";

type Shortening = typeof import("./shortening.ts");
type Left = LoopEnding | undefined;

/** Most runs never need it, so it is loaded when it is due. `without`: how it goes on where it does not come. */
const withPart = async (use: (part: Shortening) => Promise<Left>, without: (ending: LoopEnding) => Left): Promise<Left> => {
  const part = await loadPart(() => import("./shortening.ts"), "what shortens conversations");
  return part.ok ? use(part.value) : without({ type: "interrupted", reason: part.error });
};

const dueAt = ({ context, input, run }: Work, at: CompactionMoment["at"]): CompactionReason | undefined =>
  input.compaction?.due({ at, tokens: () => context?.tokens(run.messages) ?? 0, messages: run.messages });

/** Shortens what became long, or what the person wants shortened, before the next turn. Undefined: the turn may begin. */
export const shortenBefore = (work: Work): Promise<Left> | undefined => {
  const { compaction } = work.input;
  // In the middle of an answer nothing may come between.
  const why = work.run.isPaused() ? undefined : dueAt(work, "turn");
  if (compaction === undefined || why === undefined) return undefined;
  return withPart(
    ({ before }) => before(work, compaction, why),
    () => undefined,
  );
};

const isOverflow = (ending: LoopEnding): boolean =>
  ending.type === "ended" && ending.outcome.type === "failed" && ending.outcome.failure.type === "context-overflow";

const isCompleted = (ending: LoopEnding): boolean => ending.type === "ended" && ending.outcome.type === "completed";

/** After a turn that ended the run: where the conversation no longer fitted, it is shortened and the model asked again (undefined). */
export const shortenAfter = (work: Work, ending: LoopEnding): Promise<Left> | Left => {
  const { compaction } = work.input;
  if (compaction === undefined || work.signal.aborted) return ending;
  const overflows = isOverflow(ending);
  const limit = overflows ? work.run.limit() : undefined;
  // A summary is not paid for either.
  if (limit !== undefined) return limitReached(limit);
  const why = overflows ? dueAt(work, "overflow") : isCompleted(ending) ? dueAt(work, "end") : undefined;
  if (why === undefined) return ending;
  return withPart(
    (part) => (overflows ? part.afterOverflow(work, compaction, why) : part.atEnd(work, compaction, why, ending)),
    (failing) => (overflows ? failing : ending),
  );
};

/** A run that is there to shorten the conversation. Undefined: the person said something meanwhile, which is to be answered. */
export const shortenFirst = (work: Work): Promise<Left> | Left => {
  const { compaction } = work.input;
  const why = dueAt(work, "end");
  if (compaction === undefined || work.signal.aborted) return stopped;
  return withPart(
    ({ first }) => first(work, compaction, why),
    (failing) => failing,
  );
};
