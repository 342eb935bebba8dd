import type { Failure } from "../../kernel/base/failure.ts";
import type { LimitName, ReachedCap } from "../../kernel/limits/limits.ts";
import type { TurnSummary } from "../../kernel/log/event.ts";
import type { DecidedRequest } from "../../kernel/rules/ask-hooks.ts";
import type { LoopEnding } from "./loop-contract.ts";
import type { Answer } from "./model-call.ts";

export const stopped: LoopEnding = { type: "ended", outcome: { type: "stopped" } };
export const failed = (failure: Failure): LoopEnding => ({ type: "ended", outcome: { type: "failed", failure } });

export const limitReached = (limit: LimitName, cap?: ReachedCap): LoopEnding => ({
  type: "ended",
  outcome: { type: "limit-reached", limit, ...(cap === undefined ? {} : { cap }) },
});

/** Causes that a person can remove; the run goes on from the log then. */
const interruptions = new Set<Failure["type"]>(["key-missing", "storage-full", "storage-lost", "superseded", "conflict"]);
export const endingOf = (failure: Failure): LoopEnding => {
  if (failure.type === "cap-reached") return limitReached(failure.cap.name, failure.cap);
  return interruptions.has(failure.type) ? { type: "interrupted", reason: failure } : failed(failure);
};

/** Where nothing of the answer was shown, the same request can be made again once the cause is gone. */
const canBeAskedAgain = new Set<Failure["type"]>([
  "rate-limited",
  "overloaded",
  "unauthorized",
  "budget-spent",
  "held-back",
  "not-found",
  "network",
  "timed-out",
  "wire",
]);
/** Where nothing could be asked. */
export const endingOfUnasked = (failure: Failure): LoopEnding =>
  canBeAskedAgain.has(failure.type) ? { type: "interrupted", reason: failure } : endingOf(failure);

export const endingOfBroken = ({ failure, message }: Extract<Answer, { readonly type: "broke-off" }>): LoopEnding => {
  const wasShown = message !== undefined && message.blocks.length > 0;
  return wasShown ? endingOf(failure) : endingOfUnasked(failure);
};

export const noLongerFits: Failure = {
  type: "context-overflow",
  message:
    "The conversation no longer fits what the model can read at once. Everything said and done so far is kept. Start a new session, or choose a model with a larger window.",
};

/** `why`: why shortening it did not help, as a sentence. */
export const cannotBeShortened = (why: string): Failure => ({
  type: "context-overflow",
  message: `The conversation no longer fits what the model can read at once, and shortening it did not help: ${why} Everything said and done so far is kept. Choose a model with a larger window, or go on from an earlier message.`,
});

export const cutOff: Failure = {
  type: "wire",
  message:
    "The model's answer stopped before its end was announced. What had arrived is kept and none of its calls ran. Send a message to go on.",
};

/** Why a request is not sent. */
export const endingOfRequest = (decided: Exclude<DecidedRequest, { readonly type: "proceed" }>): LoopEnding => {
  if (decided.type === "stopped") return stopped;
  if (decided.type === "failed") return failed(decided.failure);
  return failed({
    type: "denied",
    message: `The guardrail “${decided.by}” did not let this request out, so nothing was sent: ${decided.reason} Everything said so far is kept. Change the guardrail or what is said, then send a message.`,
  });
};

/** The run goes step by step. */
export const pausedAfter = (turn: number, summary: TurnSummary): LoopEnding => ({
  type: "interrupted",
  reason: {
    type: "needs-more-turns",
    message: `Turn ${turn} is over and kept. The agent has more to do.`,
    turn,
    summary,
  },
});
