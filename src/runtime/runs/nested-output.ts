import { assertNever } from "../../kernel/base/result.ts";
import type { ToolOutput } from "../../kernel/contracts/tool.ts";
import { type Message, textOf } from "../../kernel/conversation/message.ts";
import { formatCap } from "../../kernel/limits/spending-caps.ts";
import type { RunOutcome } from "../../kernel/log/event.ts";

/** What an agent said last: the text of its newest message that has one. */
export const lastWords = (messages: readonly Message[]): string => {
  const last = messages.findLast((message) => message.role === "assistant" && textOf(message).trim() !== "");
  return last === undefined ? "" : textOf(last);
};

const withWords = (sentence: string, said: string): ToolOutput => ({
  text: `${sentence} ${said === "" ? "It had said nothing." : `It had said:\n${said}`}`,
  isError: true,
});

/** What the asking agent reads of a nested run that ended. */
export const outputOfNested = (outcome: RunOutcome, said: string): ToolOutput => {
  switch (outcome.type) {
    case "completed":
      if (outcome.reason.type === "refusal") return withWords("The agent declined to go on.", said);
      return { text: said === "" ? "The agent ended without saying anything." : said, isError: false };
    case "stopped":
      return { text: said, isError: true, ended: { type: "stopped" } };
    case "timed-out":
      return { text: said, isError: true, ended: { type: "timed-out", afterMs: outcome.afterMs } };
    case "limit-reached": {
      const { cap, limit } = outcome;
      const what = cap === undefined ? `its limit on ${limit}` : `a spending cap of ${formatCap(cap.name, cap.amount)}`;
      return withWords(`The agent reached ${what} before it was done. What it changed is kept.`, said);
    }
    case "failed":
      return withWords(`The agent failed: ${outcome.failure.message} What it changed is kept.`, said);
    default:
      return assertNever(outcome);
  }
};
