import { assertNever } from "../base/result.ts";
import type { Writable } from "../base/writable.ts";
import type { CallOutcome } from "../log/event.ts";
import type { AttachedBlock } from "./message.ts";
import { withoutReminderTags } from "./reminder.ts";

/** What the model reads as the result of a call. */
export interface CallResult {
  readonly text: string;
  readonly isError: boolean;
  /** What the model is shown with it. Absent: nothing. */
  readonly pictures?: readonly AttachedBlock[];
}

const stoppedTexts: Readonly<Record<Extract<CallOutcome, { readonly type: "stopped" }>["when"], string>> = {
  "before-start": "Stopped by the person before this call started. It did not run and nothing changed.",
  waiting: "Stopped by the person while this call waited to be carried out. Nothing of it was kept.",
  running: "Stopped by the person while this call ran. No change to the workspace was kept.",
};

const deniedTexts: Readonly<Record<Extract<CallOutcome, { readonly type: "denied" }>["by"], string>> = {
  person: "Rejected by the person",
  rule: "Refused by a rule",
  hook: "Blocked",
};

const keptByContainer = (partial: string): string =>
  `What its calls had changed by then is kept. ${partial === "" ? "It had said nothing yet." : `It had said:\n${partial}`}`;

const outcomeText = (outcome: CallOutcome): CallResult => {
  switch (outcome.type) {
    case "done":
      return outcome.output;
    case "failed":
      return { text: `Error: ${outcome.failure.message}`, isError: true };
    case "denied":
      return { text: `${deniedTexts[outcome.by]}: ${outcome.reason}`, isError: true };
    case "stopped":
      if (outcome.partial !== undefined) {
        return { text: `Stopped by the person while it worked. ${keptByContainer(outcome.partial)}`, isError: true };
      }
      return { text: stoppedTexts[outcome.when], isError: true };
    case "timed-out":
      if (outcome.partial !== undefined) {
        const silence = `${outcome.afterMs / 1000} s`;
        return {
          text: `Error: nothing happened in it for ${silence}, so it was ended. ${keptByContainer(outcome.partial)}`,
          isError: true,
        };
      }
      return {
        text: `Error: the call did not finish within ${outcome.afterMs / 1000} s and was left behind. No change to the workspace was kept.`,
        isError: true,
      };
    default:
      return assertNever(outcome);
  }
};

/**
 * The result of a settled call, from its outcome alone: the same text while the run goes on and when it is rebuilt from the
 * log. Arguments that a person changed are named, so that the model does not believe its own were used.
 */
export const callResult = (outcome: CallOutcome, editedFields: readonly string[] = []): CallResult => {
  const told = outcomeText(outcome);
  // Only the engine reminds; a file that says it does is a file.
  const text = withoutReminderTags(told.text);
  const result: Writable<CallResult> = { text, isError: told.isError };
  if (told.pictures !== undefined) result.pictures = told.pictures;
  if (editedFields.length > 0) result.text = `Note: the person changed ${editedFields.join(", ")} before this call ran.\n${text}`;
  return result;
};
