import { type Failure, unexpectedFailure } from "../../kernel/base/failure.ts";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Reminder } from "../../kernel/conversation/reminder.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { askBeforeRequest, hookActed } from "../../kernel/rules/ask-hooks.ts";
import type { HeldAnswer } from "./answer-check.ts";
import { cutOff, endingOfRequest } from "./endings.ts";
import type { Fact, LoopEnding, LoopEvent } from "./loop-contract.ts";
import { type Answer, createModelCall } from "./model-call.ts";
import type { Pull } from "./pull.ts";
import { recordOf } from "./record.ts";
import { withReminders } from "./reminders.ts";
import { buildRequest } from "./request.ts";
import { hookScope, takeUntold, tellAll, type Work } from "./work.ts";

const noReminders: readonly Reminder[] = [];

/** The notes that go with the turn's request. None where the model goes on with its own answer: there is nothing to put them behind. */
const remindersFor = ({ deps, input, run }: Work): readonly Reminder[] => {
  if (input.reminders === undefined || run.messages.at(-1)?.role !== "user") return noReminders;
  const { maxTurns } = input.limits;
  return input.reminders.due({ messages: run.messages, turn: run.turns(), maxTurns, tools: deps.gate.specs() });
};

const remindersGiven = (reminders: readonly Reminder[], turn: number): readonly Fact[] =>
  reminders.map((reminder) => ({ event: { type: "reminder-given", ...reminder }, turn }));

/** What is sent for the turn; or how the run ends, because a hook does not let it be sent. */
export const requestFor = (
  work: Work,
  hooks: readonly Hooks[],
): Promise<ModelRequest | LoopEnding> | ModelRequest | LoopEnding => {
  const { deps, input, run } = work;
  const reminders = remindersFor(work);
  const messages = input.enriched === undefined ? run.messages : input.enriched(run.messages);
  const request = buildRequest(input, withReminders(messages, reminders), deps.gate.specs());
  // Nearly every turn.
  if (reminders.length === 0 && hooks.length === 0) return request;
  return decidedRequest(work, hooks, reminders, request);
};

const decidedRequest = async (
  work: Work,
  hooks: readonly Hooks[],
  reminders: readonly Reminder[],
  request: ModelRequest,
): Promise<ModelRequest | LoopEnding> => {
  const { run, signal, tell } = work;
  work.untold.push(...remindersGiven(reminders, run.turn()));
  await tell(takeUntold(work));
  if (hooks.length === 0) return request;
  const decided = await askBeforeRequest(hooks, request, hookScope(work), signal);
  if (decided.type !== "proceed") return endingOfRequest(decided);
  for (const { by, note } of decided.changes)
    await tell(recordOf([{ event: hookActed("before-request", by, "changed-request", note), turn: run.turn() }]));
  return decided.request;
};

/** How a stream ended that did not say so itself. */
const lastEvent = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: noUsage });
const endedBadly = (pull: Pull<ProviderEvent>): ProviderEvent => {
  const thrown = pull.thrown();
  return lastEvent(thrown === undefined ? cutOff : unexpectedFailure(thrown.cause, "Asking the model"));
};

/** What waits to be told goes with the first fact of the answer: a turn begins when its request goes out. */
const withUntold = (work: Work, event: LoopEvent): LoopEvent => {
  if (work.untold.length === 0 || event.type !== "record") return event;
  return { ...event, facts: [...takeUntold(work).facts, ...event.facts] };
};

/** Asks the model and passes its pieces on, each as it comes. */
export const askModel = async (
  work: Work,
  stream: Pull<ProviderEvent>,
  request: ModelRequest,
  held?: HeldAnswer,
): Promise<Answer> => {
  const { deps, run, signal, tell } = work;
  const call = createModelCall(deps, run.turn(), signal);
  stream.from(() => deps.provider.stream(request, signal));
  for (;;) {
    const told = call.hear((await stream.next()) ?? endedBadly(stream));
    // Only what has to be waited for is: a promise for each piece of a stream costs more than the piece.
    if (held !== undefined) await tellAll(work, held.hold(told));
    else if ("type" in told) {
      const telling = tell(withUntold(work, told));
      if (telling !== undefined) await telling;
    } else if (told.length > 0) await tellAll(work, [withUntold(work, told[0]!), ...told.slice(1)]); // It is not empty.
    const answer = call.answer();
    if (answer === undefined) continue;
    stream.leave();
    return answer;
  }
};
