import type { Failure } from "../../../kernel/base/failure.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";

/** Failures that say something about what the tool stands on, and pass by themselves. */
const passing = new Set<Failure["type"]>(["tool", "network", "overloaded", "rate-limited", "timed-out", "wire", "unexpected"]);

/** Whether a call failed in a way that may be another one the next time. */
export const isPassing = (outcome: CallOutcome): boolean =>
  outcome.type === "timed-out" || (outcome.type === "failed" && passing.has(outcome.failure.type));
