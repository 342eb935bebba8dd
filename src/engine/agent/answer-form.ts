import { raceAbort } from "../../kernel/base/abort.ts";
import { type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { type Message, type StopReason, textOf } from "../../kernel/conversation/message.ts";
import type { AnswerVerdict } from "../../kernel/log/event.ts";
import type { AnswerCheck } from "../../kernel/model/answer-format.ts";
import { formatCheck } from "../../kernel/model/check-answer-format.ts";
import { formatFeedback, maxFormatRounds } from "../../kernel/model/format-words.ts";
import type { Fact, LoopInput } from "./loop-contract.ts";

/** What becomes of an answer that has to have a form. `facts` are for the log. */
export type CheckedForm =
  | { readonly type: "fits"; readonly facts: readonly Fact[] }
  /** The model is asked again, with `said` as what was said last. */
  | { readonly type: "asked-again"; readonly facts: readonly Fact[]; readonly said: Message; readonly round: number }
  | { readonly type: "gave-up"; readonly facts: readonly Fact[]; readonly failure: Failure };

type Asked = Pick<LoopInput, "answerCheck" | "settings">;

const checkOf = ({ answerCheck, settings }: Asked): AnswerCheck =>
  answerCheck ?? (settings?.answerFormat === undefined ? () => [] : formatCheck(settings.answerFormat));

/** A check that breaks down has not said that the answer fits. */
const problemsOf = async (check: AnswerCheck, text: string, isCutOff: boolean): Promise<readonly string[]> => {
  try {
    return await check(text, isCutOff);
  } catch (cause) {
    return [unexpectedFailure(cause, "Checking the answer").message];
  }
};

const gaveUp = (problems: readonly string[], lastText: string): Failure => ({
  type: "answer-format",
  message: `The answer does not have the form that was asked for, although the model was asked again ${maxFormatRounds} times. ${problems.join(" ")} What it wrote is kept. Change the schema or what you ask for, then send a message.`,
  problems,
  lastText,
  attempts: maxFormatRounds + 1,
});

/**
 * Holds the last answer of a conversation against its form. `round`: how often in a row the model was asked again before.
 * Undefined: the run was stopped meanwhile.
 */
export const checkForm = async (
  { random }: RandomDep,
  asked: Asked,
  about: {
    readonly messages: readonly Message[];
    readonly reason: StopReason;
    readonly round: number;
    readonly turn: number;
  },
  signal: AbortSignal,
): Promise<CheckedForm | undefined> => {
  const { messages, reason, round, turn } = about;
  const last = messages.at(-1);
  // An answer without a word is no message.
  const answer = last?.role === "assistant" ? last : undefined;
  const text = answer === undefined ? "" : textOf(answer);
  const raced = await raceAbort(problemsOf(checkOf(asked), text, reason.type === "max-tokens"), signal);
  if (raced.type === "aborted" || signal.aborted) return undefined;
  const problems = raced.value;
  const told = (verdict: AnswerVerdict, round: number): Fact => ({
    event: {
      type: "answer-checked",
      ...(answer === undefined ? {} : { messageId: answer.messageId }),
      verdict,
      problems,
      round,
      maxRounds: maxFormatRounds,
    },
    turn,
  });
  if (problems.length === 0) return { type: "fits", facts: [told("fits", round)] };
  if (round >= maxFormatRounds) return { type: "gave-up", facts: [told("gave-up", round)], failure: gaveUp(problems, text) };
  const next = round + 1;
  const id = messageId(random.id("message"));
  const blocks = [{ type: "text", text: formatFeedback(problems, next) }] as const;
  const said: Fact = { event: { type: "user-message", messageId: id, blocks, by: "format" }, turn };
  // One commit: whoever takes the run up finds that the model is asked again and with what, or neither.
  const facts = [told("asked-again", next), said];
  return { type: "asked-again", facts, said: { messageId: id, role: "user", blocks }, round: next };
};
