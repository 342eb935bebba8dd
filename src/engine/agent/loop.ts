import { askBeforeRequest, hookActed, tellHooks } from "../../kernel/ask-hooks.ts";
import type { HookScope, Hooks } from "../../kernel/contracts/hooks.ts";
import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import { type CostSum, withCost } from "../../kernel/cost.ts";
import type { TurnSummary } from "../../kernel/event.ts";
import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import type { StopReason } from "../../kernel/message.ts";
import type { Reminder } from "../../kernel/reminder.ts";
import { addUsage, noUsage, type Usage } from "../../kernel/usage.ts";
import { checkAnswer, createHeldAnswer, type HeldAnswer } from "./answer-check.ts";
import { continueUntil } from "./continuation.ts";
import {
  cutOff,
  endingOf,
  endingOfBroken,
  endingOfRequest,
  failed,
  limitReached,
  noLongerFits,
  pausedAfter,
  stopped,
} from "./endings.ts";
import { hasForm, loadForm } from "./load-form.ts";
import type {
  Fact,
  Loop,
  LoopDeps,
  LoopEnding,
  LoopEvent,
  LoopInput,
  LoopOutcome,
  NestedSpent,
  RecordEvent,
} from "./loop-contract.ts";
import { type Answer, createModelCall } from "./model-call.ts";
import { createPull, type Pull } from "./pull.ts";
import { recordOf, recordStrictly } from "./record.ts";
import { withReminders } from "./reminders.ts";
import { hasCalls, lostResults, saysSomething } from "./repair.ts";
import { buildRequest } from "./request.ts";
import { createRunState, type RunState } from "./run-state.ts";
import { settleRound } from "./tool-round.ts";

/*
 *            ┌──────────────────────────── next turn ───────────────────────────┐
 *            ▼                                                                  │
 *   stopped? limit? ──▶ steering ──▶ model call ──▶ calls? ──▶ gate ──▶ results ┘
 *            │                           │            │
 *            ▼                           ▼            ▼ none
 *      stopped, limit-reached    failed, stopped   completed, or the next turn when the person said something
 */

interface Work {
  readonly deps: LoopDeps;
  readonly input: LoopInput;
  readonly run: RunState;
  readonly signal: AbortSignal;
  /** Facts that go into the log with the next ones: the end of a turn with the start of the next. */
  untold: Fact[];
  /** Of the turn that is over, while no other has begun. */
  overTurn: TurnSummary | undefined;
}

type BrokenAnswer = Extract<Answer, { readonly type: "broke-off" }>;

/** A turn up to its calls. */
interface OpenTurn {
  readonly startedAt: number;
  readonly usage: Usage;
  readonly cost: CostSum | undefined;
  readonly firstByteMs: number | undefined;
}

const endTurn = (work: Work, { startedAt, usage, cost, firstByteMs }: OpenTurn, calls: number): void => {
  const durationMs = Math.round(work.deps.clock.monotonic() - startedAt);
  const timed: TurnSummary = firstByteMs === undefined ? { usage, calls, durationMs } : { usage, calls, durationMs, firstByteMs };
  const summary = cost === undefined ? timed : { ...timed, cost };
  work.overTurn = summary;
  work.untold.push({ event: { type: "turn-ended", summary }, turn: work.run.turn() });
};

const tell = (work: Work): RecordEvent => {
  const facts = work.untold;
  work.untold = [];
  return recordOf(facts);
};

/** A turn took what the runs that its calls started took. */
const withNested = (open: OpenTurn, { usage, cost }: NestedSpent): OpenTurn => ({
  ...open,
  usage: addUsage(open.usage, usage),
  cost: withCost(open.cost, cost),
});

const noHooks: readonly Hooks[] = [];

const hookScope = ({ input: { scope }, run }: Work): HookScope => ({
  sessionId: scope.sessionId,
  runId: scope.runId,
  turn: run.turn(),
});

/** Lets the hooks decide about a whole answer. Undefined: it was accepted. `"again"`: the model is asked again. */
async function* checkHeld(
  work: Work,
  hooks: readonly Hooks[],
  answer: Answer,
  held: HeldAnswer,
  startedAt: number,
): AsyncGenerator<LoopEvent, LoopEnding | "again" | undefined, void> {
  if (answer.type === "broke-off") return undefined;
  const { deps, run, signal } = work;
  const checked = await checkAnswer(deps, hooks, answer, held, run.rejections(), hookScope(work), signal);
  yield* checked.told;
  run.noteRejection(checked.type === "sent-back");
  if (checked.type === "accepted") return undefined;
  const { usage, cost, firstByteMs, modelMs } = answer;
  run.addUsage(usage, cost);
  run.addModelTime(modelMs);
  if (checked.type === "sent-back") run.add(checked.feedback);
  endTurn(work, { startedAt, usage, cost, firstByteMs }, 0);
  if (checked.type === "sent-back") return "again";
  return checked.failure.type === "aborted" ? stopped : failed(checked.failure);
}

/** What nobody has accepted is not part of the conversation. */
const unseen = (answer: Answer): Answer => (answer.type === "broke-off" ? { ...answer, message: undefined } : answer);

/** Tells the hooks why a run failed or was interrupted. */
const tellError = async (work: Work, ending: LoopEnding): Promise<void> => {
  const { deps, run, signal } = work;
  const hooks = deps.hooks?.() ?? noHooks;
  const failure = ending.type === "interrupted" ? ending.reason : ending.outcome.type === "failed" && ending.outcome.failure;
  if (hooks.length === 0 || failure === false || failure.type === "needs-more-turns") return;
  const scope = hookScope(work);
  const events = await tellHooks(hooks, "on-error", (hook) => hook.onError?.(failure, scope, signal), signal);
  for (const event of events) work.untold.push({ event, turn: run.turn() });
};

/** Carries out the calls of the last message. Ends the run where the gate cannot record them. */
const carryOut = async (work: Work, open: OpenTurn): Promise<LoopEnding | undefined> => {
  const { deps, input, run, signal } = work;
  const asked = run.messages.at(-1)!; // The caller found its calls.
  const round = await settleRound(deps.gate, asked, input.scope, run.turn(), signal);
  const nested = input.family?.takeSpent();
  if (nested !== undefined) run.addNested(nested);
  if (!round.ok) {
    const ending = endingOf(round.error);
    // An interrupted run finds its open calls again; one that is over answers them.
    if (ending.type === "ended") run.add(lostResults(asked));
    return ending;
  }
  run.addRound(round.value);
  const { calls } = round.value;
  if (nested === undefined) endTurn(work, open, calls);
  else endTurn(work, withNested(open, nested), calls + nested.calls);
  return signal.aborted ? stopped : undefined;
};

const endBroken = (work: Work, answer: BrokenAnswer, open: OpenTurn): LoopEnding => {
  const { run, signal } = work;
  const ending = signal.aborted ? stopped : endingOfBroken(answer);
  if (ending.type === "ended" && answer.message !== undefined && saysSomething(answer.message.blocks)) run.add(answer.message);
  endTurn(work, open, 0);
  return ending;
};

const isAsked = ({ input }: Work): boolean => input.inbox !== undefined && !input.inbox.isEmpty();

/** Undefined: the run goes on, because the model paused, or the person said something that the model has not read. */
const endingOfAnswer = (work: Work, reason: StopReason): LoopEnding | undefined => {
  if (reason.type === "context-overflow") return failed(noLongerFits);
  work.run.noteEnd(reason.type);
  if (work.run.isPaused()) return undefined;
  if (isAsked(work) && !work.signal.aborted && work.run.limit() === undefined) return undefined;
  return { type: "ended", outcome: { type: "completed", reason } };
};

/** What follows from an answer: its calls, another turn, or the end. */
const closeTurn = (work: Work, answer: Answer, startedAt: number): Promise<LoopEnding | undefined> | LoopEnding | undefined => {
  const { run } = work;
  const { usage, cost, firstByteMs } = answer;
  run.addUsage(usage, cost);
  run.addModelTime(answer.modelMs);
  const open: OpenTurn = { startedAt, usage, cost, firstByteMs };
  if (answer.type === "broke-off") return endBroken(work, answer, open);
  if (saysSomething(answer.message.blocks)) run.add(answer.message);
  if (hasCalls(answer.message)) {
    run.noteEnd("tool-use");
    return carryOut(work, open);
  }
  endTurn(work, open, 0);
  return endingOfAnswer(work, answer.reason);
};

/** Takes up what was left in the middle: calls without results, or an answer whose run did not get its end. */
const takeUp = async (work: Work): Promise<LoopEnding | undefined> => {
  const { deps, run } = work;
  const { openTurnUsage: usage, openTurnCost: cost, answered } = work.input.spent;
  const last = run.messages.at(-1);
  if (last !== undefined && hasCalls(last)) {
    return carryOut(work, { startedAt: deps.clock.monotonic(), usage, cost, firstByteMs: undefined });
  }
  const reason: StopReason | undefined = last?.role === "assistant" ? (answered ?? { type: "end-turn" }) : answered;
  return reason === undefined ? undefined : endingOfAnswer(work, reason);
};

/** Why no other turn begins; undefined when one does. */
const endingBefore = (work: Work): LoopEnding | undefined => {
  const { input, overTurn, run, signal } = work;
  if (signal.aborted) return stopped;
  const limit = run.limit();
  if (limit !== undefined) return limitReached(limit);
  // What the person says meanwhile may be what the model needs.
  const stuck = isAsked(work) ? undefined : run.stuck();
  if (stuck !== undefined) return { type: "interrupted", reason: stuck };
  return input.stepping === true && overTurn !== undefined ? pausedAfter(run.turn(), overTurn) : undefined;
};

/** How a stream ended that did not say so itself. */
const lastEvent = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: noUsage });
const endedBadly = (pull: Pull<ProviderEvent>): ProviderEvent => {
  const thrown = pull.thrown();
  return lastEvent(thrown === undefined ? cutOff : unexpectedFailure(thrown.cause, "Asking the model"));
};

/** Holds the answer that a run would end with against its form. Undefined: the model is asked again. */
async function* inForm(work: Work, ending: LoopEnding): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { deps, input, run, signal } = work;
  if (!hasForm(input) || ending.type !== "ended" || ending.outcome.type !== "completed") return ending;
  const { reason } = ending.outcome;
  if (reason.type === "refusal") return ending;
  const loaded = await loadForm();
  if (!loaded.ok) return { type: "interrupted", reason: loaded.error };
  const about = { messages: run.messages, reason, round: run.formRounds(), turn: run.turn() };
  const checked = signal.aborted ? undefined : await loaded.value.checkForm(deps, input, about, signal);
  if (checked === undefined) return stopped;
  yield recordOf(checked.facts);
  if (checked.type === "gave-up") return failed(checked.failure);
  run.noteForm(checked.type === "fits" ? 0 : checked.round);
  if (checked.type === "fits") return ending;
  run.add(checked.said);
  return undefined;
}

/** Whether somebody has a say where a run would end with its answer. */
const isLookedAt = ({ input }: Work): boolean => input.continuation !== undefined || hasForm(input);

/** Looks at the form of an answer, then asks the guard about the run. Undefined: it goes on. */
async function* afterAnswer(work: Work, answered: LoopEnding): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const ending = yield* inForm(work, answered);
  return ending === undefined ? undefined : yield* guarded(work, ending);
}

/** Asks the guard about a run that answered. Undefined: it is sent on. */
async function* guarded(work: Work, ending: LoopEnding): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { deps, input, run, signal } = work;
  const answered = ending.type === "ended" && ending.outcome.type === "completed" && ending.outcome.reason.type === "end-turn";
  if (input.continuation === undefined || !answered || signal.aborted) return ending;
  const about = { messages: run.messages, turn: run.turn(), turns: run.turns(), rounds: run.rounds() };
  const continued = await continueUntil(deps, input.continuation, about, signal);
  if (continued === undefined) return stopped;
  yield recordOf(continued.facts);
  if (continued.said === undefined) return ending;
  run.add(continued.said);
  run.noteRound();
  return undefined;
}

/** Gives the model what the person said meanwhile. */
async function* deliverSteering(work: Work): AsyncGenerator<LoopEvent, void, void> {
  const { input, run } = work;
  if (work.untold.length > 0) yield tell(work);
  for (const message of input.inbox?.take() ?? []) {
    const { messageId, blocks } = message;
    run.add(message);
    yield recordStrictly({ type: "user-message", messageId, blocks }, run.turn() + 1);
  }
}

const noReminders: readonly Reminder[] = [];

/** The notes that go with the turn's request. None where the model goes on with its own answer: there is nothing to put them behind. */
const remindersFor = ({ deps, input, run }: Work): readonly Reminder[] => {
  if (input.reminders === undefined || run.messages.at(-1)?.role !== "user") return noReminders;
  const { maxTurns } = input.limits;
  return input.reminders.due({ messages: run.messages, turn: run.turns(), maxTurns, tools: deps.gate.specs() });
};

const tellReminders = (reminders: readonly Reminder[], turn: number): RecordEvent =>
  recordOf(reminders.map((reminder) => ({ event: { type: "reminder-given", ...reminder }, turn })));

const outcomeOf = ({ run }: Work, ending: LoopEnding): LoopOutcome => ({
  ending,
  newMessages: run.added,
  summary: run.summary(),
});

/**
 * Asks the model and passes its pieces on. Nothing stands between this and the consumer: every generator in between would
 * cost each piece promises of its own.
 */
async function* runLoop(work: Work): AsyncGenerator<LoopEvent, LoopOutcome, void> {
  const { deps, input, run, signal } = work;
  const stream = createPull<ProviderEvent>(signal);
  let ending: LoopEnding | undefined;
  try {
    ending = await takeUp(work);
    if (ending !== undefined && isLookedAt(work)) ending = yield* afterAnswer(work, ending);
    for (ending ??= endingBefore(work); ending === undefined; ending ??= endingBefore(work)) {
      // What is said in the middle of an answer waits for its end.
      if (isAsked(work) && !run.isPaused()) yield* deliverSteering(work);
      if (signal.aborted) continue;
      const startedAt = deps.clock.monotonic();
      work.overTurn = undefined;
      work.untold.push({ event: { type: "turn-started" }, turn: run.nextTurn() });
      yield tell(work);
      if (signal.aborted) {
        endTurn(work, { startedAt, usage: noUsage, cost: undefined, firstByteMs: undefined }, 0);
        continue;
      }
      const reminders = remindersFor(work);
      if (reminders.length > 0) yield tellReminders(reminders, run.turn());
      let request = buildRequest(input, withReminders(run.messages, reminders), deps.gate.specs());
      const hooks = deps.hooks?.() ?? noHooks;
      if (hooks.length > 0) {
        const decided = await askBeforeRequest(hooks, request, hookScope(work), signal);
        if (decided.type !== "proceed") {
          endTurn(work, { startedAt, usage: noUsage, cost: undefined, firstByteMs: undefined }, 0);
          ending = endingOfRequest(decided);
          continue;
        }
        request = decided.request;
        for (const { by, note } of decided.changes)
          yield recordOf([{ event: hookActed("before-request", by, "changed-request", note), turn: run.turn() }]);
      }
      const held = hooks.some(({ onAnswer }) => onAnswer !== undefined) ? createHeldAnswer() : undefined;
      const call = createModelCall(deps, run.turn(), signal);
      const sent = request;
      stream.from(() => deps.provider.stream(sent, signal));
      let answer: Answer | undefined;
      while (answer === undefined) {
        const told = call.hear((await stream.next()) ?? endedBadly(stream));
        if (held !== undefined) yield* held.hold(told);
        else if ("type" in told) yield told;
        else for (const event of told) yield event;
        answer = call.answer();
      }
      stream.leave();
      if (held !== undefined) {
        const checked = yield* checkHeld(work, hooks, answer, held, startedAt);
        if (checked === "again") continue;
        ending = checked;
        answer = unseen(answer);
      }
      ending ??= await closeTurn(work, answer, startedAt);
      if (ending !== undefined && isLookedAt(work)) ending = yield* afterAnswer(work, ending);
    }
  } catch (cause) {
    ending = failed(unexpectedFailure(cause, "The run"));
  } finally {
    stream.close();
  }
  if (deps.hooks !== undefined) await tellError(work, ending);
  if (work.untold.length > 0) yield tell(work);
  return outcomeOf(work, ending);
}

/** See `Loop`. Nothing is shared between two runs of one loop, so they may go on at the same time. */
export const createLoop =
  (deps: LoopDeps): Loop =>
  (input, signal) =>
    runLoop({ deps, input, run: createRunState(deps.clock, input), signal, untold: [], overTurn: undefined });

/** What a run that starts has used, after so many turns of its session. */
export const nothingSpent = (turnsBefore = 0): LoopInput["spent"] => ({
  ...(turnsBefore === 0 ? {} : { turnsBefore }),
  turns: 0,
  usage: noUsage,
  calls: 0,
  callsFailed: 0,
  filesChanged: 0,
  durationMs: 0,
  modelMs: 0,
  openTurnUsage: noUsage,
});
