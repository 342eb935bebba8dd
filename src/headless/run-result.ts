import type { LoopOutcome } from "../engine/agent/loop-contract.ts";
import { callsOf, lostResults } from "../engine/agent/repair.ts";
import type { Failure } from "../kernel/base/failure.ts";
import { type Message, textOf } from "../kernel/conversation/message.ts";
import type { RunOutcome, RunSummary } from "../kernel/log/event.ts";
import type { RunEnd, RunPart } from "./agent-contract.ts";

export const endOfOutcome = (outcome: RunOutcome): RunEnd => {
  switch (outcome.type) {
    case "completed":
      return outcome.reason.type === "refusal" ? { status: "refused" } : { status: "completed", reason: outcome.reason };
    case "stopped":
      return { status: "stopped" };
    case "limit-reached":
      return { status: "limit-reached", limit: outcome.limit, ...(outcome.cap === undefined ? {} : { cap: outcome.cap }) };
    case "timed-out":
      return { status: "failed", failure: { type: "timed-out", message: "Nothing happened for too long." }, canGoOn: false };
    case "failed":
      return { status: "failed", failure: outcome.failure, canGoOn: false };
  }
};

export const endOfInterruption = (failure: Failure): Exclude<RunEnd, { readonly status: "completed" }> => ({
  status: "failed",
  failure,
  canGoOn: true,
});

/** Calls that nobody could carry out are answered, so that the conversation stays valid. */
const balanced = (messages: readonly Message[]): readonly Message[] => {
  const last = messages.at(-1);
  return last === undefined || callsOf(last).length === 0 ? messages : [...messages, lostResults(last)];
};

/** `isBroken`: whether the last message is an answer that broke off. */
export const partOf = (messages: readonly Message[], summary: RunSummary, text: string, isBroken: boolean): RunPart => {
  const newMessages = balanced(messages);
  const last = newMessages.at(-1);
  const part: RunPart = { newMessages, text, summary };
  return isBroken && last?.role === "assistant" ? { ...part, brokenOff: last.messageId } : part;
};

/** `broken`: the message that failed last, as its entry says. */
export const resultOf = ({ ending, newMessages, summary }: LoopOutcome, broken: string | undefined): RunPart & RunEnd => {
  const end = ending.type === "ended" ? endOfOutcome(ending.outcome) : endOfInterruption(ending.reason);
  const answer = newMessages.findLast(({ role }) => role === "assistant");
  const part = partOf(newMessages, summary, answer === undefined ? "" : textOf(answer), newMessages.at(-1)?.messageId === broken);
  return { ...part, ...end };
};
