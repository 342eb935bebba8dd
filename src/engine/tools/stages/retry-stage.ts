import { type ClockDep, sleep } from "../../../kernel/base/clock.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import { backoffMs } from "../../resilience/backoff.ts";
import { isPassing } from "./passing.ts";
import { type StagedOutcome, stoppedWaiting, type ToolStage, tell, whileWaiting } from "./staged-call.ts";

/** No wait before a further try is longer. */
const maxDelayMs = 60_000;

const reasonOf = ({ outcome }: StagedOutcome): string =>
  outcome.type === "failed" ? outcome.failure.message : "It did not finish in time.";

/** Tries again what failed in a way that may pass. It stands before tools only whose calls may be repeated. */
export const createRetryStage = (
  { clock, random }: ClockDep & RandomDep,
  { baseMs, maxRetries }: NonNullable<ToolLimits["retry"]>,
): ToolStage => ({
  name: "retry",
  run: async (staged, rest) => {
    for (let retry = 1; ; retry += 1) {
      const ended = await rest(staged);
      if (retry > maxRetries || !isPassing(ended.outcome)) return ended;
      const delayMs = backoffMs(retry, { baseMs, maxMs: maxDelayMs }, random.next);
      const act = { type: "retrying", retry, delayMs, reason: reasonOf(ended) } as const;
      const goesOn = await whileWaiting(staged, async (signal) => {
        await tell(staged, { type: "stage-acted", callId: staged.call.callId, act });
        return sleep(clock, delayMs, signal);
      });
      if (!goesOn) return stoppedWaiting;
    }
  },
});
