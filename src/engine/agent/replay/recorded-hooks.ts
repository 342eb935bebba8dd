import type { Failure } from "../../../kernel/base/failure.ts";
import type { AnswerRuling, Hooks } from "../../../kernel/contracts/hooks.ts";
import { isSentBack } from "./recorded-model.ts";
import { isEntryOf } from "./recorded-run.ts";
import type { Script } from "./script.ts";

/** What stands between two texts; the whole where they are not there. */
const between = (text: string, before: string, after: string): string => {
  const start = text.indexOf(before);
  const rest = start === -1 ? text : text.slice(start + before.length);
  const end = rest.indexOf(after);
  return end === -1 ? rest : rest.slice(0, end);
};

/** What a hook said about an answer, read back from the end that the answer got. */
const rulingOf = (failure: Failure, feedback: string | undefined): AnswerRuling => {
  if (failure.type === "hook-failed") throw new Error(between(failure.message, "did not work: ", ". The answer was not kept"));
  if (feedback !== undefined) return { type: "retry", feedback };
  const reason = between(failure.message, "The run ended: ", "\u0000");
  // The last of too many in a row was sent back like the others, with words that nobody heard.
  return reason === failure.message ? { type: "retry", feedback: "" } : { type: "block", reason };
};

/** The hooks of the turn that begins, each ruling as it did. */
export const recordedHooks = (script: Script): readonly Hooks[] => {
  const turn = script.restOfTurn();
  const changes = turn.filter(isEntryOf("hook-acted")).map(
    ({ event: { name, text } }): Hooks => ({
      name,
      beforeRequest: (request) => ({ type: "modify", request, note: text }),
    }),
  );
  const failure = turn.filter(isEntryOf("message-failed")).find(({ event }) => isSentBack(event.failure))?.event.failure;
  if (failure === undefined || !("hook" in failure)) return changes;
  const said = turn.find(isEntryOf("user-message"))?.event.blocks[0];
  const feedback = said?.type === "text" ? said.text : undefined;
  return [...changes, { name: failure.hook, onAnswer: () => rulingOf(failure, feedback) }];
};
