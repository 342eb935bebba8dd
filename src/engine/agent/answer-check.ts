import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import { type MessageId, messageId } from "../../kernel/base/ids.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { HookScope, Hooks } from "../../kernel/contracts/hooks.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import type { Event } from "../../kernel/log/event.ts";
import { askOnAnswer } from "../../kernel/rules/ask-hooks.ts";
import type { Fact, LoopDeps, LoopEvent } from "./loop-contract.ts";
import type { Answer } from "./model-call.ts";
import { recordOf } from "./record.ts";

/** Answers in a row that may be sent back; the last of them fails the run. */
const maxRejections = 8;

type WholeAnswer = Extract<Answer, { readonly type: "whole" }>;
type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

/** What an answer holds, as against what is told of the attempt to get it. */
const isContent = ({ event: { type } }: Fact): boolean =>
  type === "block-received" || type === "call-requested" || type === "message-ended";

/** An answer that nobody sees yet. */
export interface HeldAnswer {
  /** Keeps pieces and whatever the answer holds; gives back what may be told at once. */
  readonly hold: (told: LoopEvent | readonly LoopEvent[]) => readonly LoopEvent[];
  /** What was kept, in order. */
  readonly release: () => readonly LoopEvent[];
}

export const createHeldAnswer = (): HeldAnswer => {
  let kept: LoopEvent[] = [];
  return {
    hold: (told) => {
      const events: readonly LoopEvent[] = "type" in told ? [told] : told;
      return events.filter((event) => {
        if (event.type === "record" && !event.facts.some(isContent)) {
          // Another attempt takes the place of what came before it.
          if (event.facts.some(({ event: { type } }) => type === "message-failed")) kept = [];
          return true;
        }
        kept.push(event);
        return false;
      });
    },
    release: () => kept,
  };
};

/** What becomes of an answer. */
export type CheckedAnswer =
  | { readonly type: "accepted"; readonly told: readonly LoopEvent[] }
  /** Nothing of it is kept. `ending` is absent where the model is asked again, with `feedback` as what was said last. */
  | { readonly type: "dropped"; readonly told: readonly LoopEvent[]; readonly failure: Failure }
  | { readonly type: "sent-back"; readonly told: readonly LoopEvent[]; readonly feedback: Message };

/** The end of the message that is held back, as the log has it when nothing of it is kept. */
const droppedFact = (held: HeldAnswer, id: MessageId, failure: Failure, turn: number): Fact => {
  const ended = held
    .release()
    .flatMap((event) => (event.type === "record" ? event.facts : []))
    .map(({ event }) => event)
    .find((event): event is EventOf<"message-ended"> => event.type === "message-ended");
  if (ended === undefined) throw new Error("A whole answer was told of without its end.");
  const { usage, cost } = ended;
  const event = { type: "message-failed", messageId: id, failure, usage } as const;
  return { event: cost === undefined ? event : { ...event, cost }, turn };
};

const rejection = (hook: string, what: string): Failure => ({
  type: "answer-rejected",
  hook,
  message: `The guardrail “${hook}” did not accept this answer. It was not kept and none of its calls ran. ${what}`,
});

const tooMany = (hook: string): Failure =>
  rejection(
    hook,
    `It was the ${maxRejections}th in a row that was sent back, so the run ended. Change the guardrail or what you ask for, then send a message.`,
  );

/**
 * Asks the hooks about a whole answer that is held back. Accepted, everything of it is told; else the log gets its end, with what
 * it used, and nothing else of it. `streak`: how many answers in a row were sent back before it.
 */
export const checkAnswer = async (
  { random }: Pick<LoopDeps, "random">,
  hooks: readonly Hooks[],
  { message, reason, usage }: WholeAnswer,
  held: HeldAnswer,
  streak: number,
  scope: HookScope,
  signal: AbortSignal,
): Promise<CheckedAnswer> => {
  const drop = (failure: Failure): CheckedAnswer => ({
    type: "dropped",
    failure,
    told: [recordOf([droppedFact(held, message.messageId, failure, scope.turn)])],
  });
  const decided = await askOnAnswer(hooks, { message, reason, usage }, scope, signal);
  switch (decided.type) {
    case "accept":
      return { type: "accepted", told: held.release() };
    case "stopped":
      return drop(abortedFailure);
    case "failed":
      return drop(decided.failure);
    case "block":
      return drop(rejection(decided.by, `The run ended: ${decided.reason}`));
    case "retry": {
      if (streak + 1 >= maxRejections) return drop(tooMany(decided.by));
      const failure = rejection(decided.by, "The model was told why and asked again.");
      const id = messageId(random.id("message"));
      const blocks = [{ type: "text", text: decided.feedback }] as const;
      const said: Fact = { event: { type: "user-message", messageId: id, blocks, by: "guardrail" }, turn: scope.turn };
      // One commit: whoever takes the run up finds the answer and what was said to it, or neither.
      const told = [recordOf([droppedFact(held, message.messageId, failure, scope.turn), said])];
      return { type: "sent-back", told, feedback: { messageId: id, role: "user", blocks } };
    }
    default:
      return assertNever(decided);
  }
};
