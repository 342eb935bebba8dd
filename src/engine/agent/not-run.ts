import type { StopReason } from "../../kernel/conversation/message.ts";
import type { CallBlock } from "./repair.ts";

const whyNot: Readonly<Partial<Record<StopReason["type"], string>>> = {
  "end-turn": "the model ended its answer with them",
  "max-tokens": "the answer reached its token limit, so they may be incomplete",
  "stop-sequence": "the answer ended at a stop sequence",
  refusal: "the model declined to go on",
  "context-overflow": "the conversation no longer fits the model",
};

/**
 * Whether calls of a message that ended so are carried out. Only where the model waits for their results: when it said that
 * it is done, their results would never be read, and where it was cut off, their arguments may be half of what it meant. A
 * reason that nobody knows counts as waiting, because the calls themselves came whole.
 */
export const runsCalls = ({ type }: StopReason): boolean => whyNot[type] === undefined;

const maxNames = 5;
const maxNameChars = 64;

/** What the message says in place of calls that are not carried out: the person and, later, the model read it. */
export const notRunNote = (calls: readonly CallBlock[], { type }: StopReason): string => {
  const names = calls.slice(0, maxNames).map(({ tool }) => `\`${tool.replaceAll("`", "'").slice(0, maxNameChars)}\``);
  const more = calls.length > maxNames ? ` and ${calls.length - maxNames} more` : "";
  return `[Not carried out, because ${whyNot[type] ?? "the answer had ended"}: ${names.join(", ")}${more}.]`;
};
