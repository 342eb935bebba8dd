import type { RunOutcome } from "../../../kernel/log/event.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { SessionView } from "../../store/session-view.ts";
import { limitWords } from "../../store/views/limit-words.ts";

const outcomeSentence = (outcome: RunOutcome): string => {
  switch (outcome.type) {
    case "completed":
      return "The answer is complete.";
    case "stopped":
      return "The run was stopped.";
    case "timed-out":
      return "The run timed out.";
    case "limit-reached":
      return `The run paused at ${limitWords(outcome.limit)}.`;
    case "failed":
      return `The run failed. ${outcome.failure.message}`;
  }
};

/** What is worth hearing, at boundaries only: the newest question and how many wait, an end, an interruption; else nothing. */
export const announcement = (approvals: readonly Approval[], run: SessionView["run"] | undefined): string => {
  const newest = approvals.at(-1);
  if (newest !== undefined) {
    const { verb, object } = newest.headline;
    return `Approval needed: ${verb} ${object}. ${approvals.length} waiting.`;
  }
  if (run?.status === "ended") return outcomeSentence(run.outcome);
  if (run?.status !== "interrupted") return "";
  return run.reason.type === "key-missing" ? run.reason.message : `The run was interrupted. ${run.reason.message}`;
};
