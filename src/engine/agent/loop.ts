import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { TurnSummary } from "../../kernel/event.ts";
import { type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import type { StopReason } from "../../kernel/message.ts";
import { noUsage, type Usage } from "../../kernel/usage.ts";
import type { Loop, LoopDeps, LoopEnding, LoopEvent, LoopInput, LoopOutcome } from "./loop-contract.ts";
import { type Answer, createModelCall } from "./model-call.ts";
import { createPull, type Pull } from "./pull.ts";
import { recordEvent, recordStrictly, recordTurnEnd } from "./record.ts";
import { callsOf, lostResults, saysSomething } from "./repair.ts";
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
}

/** A turn up to its calls. */
interface OpenTurn {
  readonly startedAt: number;
  readonly usage: Usage;
  readonly firstByteMs?: number;
}

const stopped: LoopEnding = { type: "ended", outcome: { type: "stopped" } };
const failed = (failure: Failure): LoopEnding => ({ type: "ended", outcome: { type: "failed", failure } });

/** Causes that a person can remove; the run goes on from the log then. */
const interruptions = new Set<Failure["type"]>(["key-missing", "storage-full", "storage-lost", "superseded", "conflict"]);
const endingOf = (failure: Failure): LoopEnding =>
  interruptions.has(failure.type) ? { type: "interrupted", reason: failure } : failed(failure);

const noLongerFits: Failure = {
  type: "context-overflow",
  message:
    "The conversation no longer fits what the model can read at once. Everything said and done so far is kept. Start a new session, or choose a model with a larger window.",
};

const cutOff: Failure = {
  type: "wire",
  message:
    "The model's answer stopped before its end was announced. What had arrived is kept and none of its calls ran. Send a message to go on.",
};

const turnSummary = ({ deps }: Work, { startedAt, usage, firstByteMs }: OpenTurn, calls: number): TurnSummary => ({
  usage,
  calls,
  durationMs: Math.round(deps.clock.monotonic() - startedAt),
  ...(firstByteMs === undefined ? {} : { firstByteMs }),
});

/** Carries out the calls of the last message. Ends the run where the gate cannot record them. */
async function* carryOut(work: Work, open: OpenTurn): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { deps, input, run, signal } = work;
  const asked = run.messages.at(-1)!; // The caller found its calls.
  const round = await settleRound(deps.gate, asked, input.scope, run.turn(), signal);
  if (!round.ok) {
    const ending = endingOf(round.error);
    // An interrupted run finds its open calls again; one that is over answers them.
    if (ending.type === "ended") run.add(lostResults(asked));
    return ending;
  }
  run.addRound(round.value);
  yield recordTurnEnd(turnSummary(work, open, round.value.calls), run.turn());
  return signal.aborted ? stopped : undefined;
}

/** Gives the model what the person said meanwhile. */
async function* deliverSteering({ input, run }: Work): AsyncGenerator<LoopEvent, void, void> {
  if (input.inbox === undefined || input.inbox.isEmpty()) return;
  for (const message of input.inbox.take()) {
    const { messageId, blocks } = message;
    run.add(message);
    yield recordStrictly({ type: "user-message", messageId, blocks }, run.turn() + 1);
  }
}

async function* endBroken(
  work: Work,
  answer: Extract<Answer, { readonly type: "broke-off" }>,
  open: OpenTurn,
): AsyncGenerator<LoopEvent, LoopEnding, void> {
  const { run, signal } = work;
  const ending = signal.aborted ? stopped : endingOf(answer.failure);
  if (ending.type === "ended" && answer.message !== undefined && saysSomething(answer.message.blocks)) run.add(answer.message);
  yield recordTurnEnd(turnSummary(work, open, 0), run.turn());
  return ending;
}

/** Undefined: the run goes on, because the person said something that the model has not read. */
const endingOfAnswer = ({ input, run, signal }: Work, reason: StopReason): LoopEnding | undefined => {
  if (reason.type === "context-overflow") return failed(noLongerFits);
  const isAsked = input.inbox !== undefined && !input.inbox.isEmpty();
  if (isAsked && !signal.aborted && run.limit() === undefined) return undefined;
  return { type: "ended", outcome: { type: "completed", reason } };
};

/** What follows from an answer: its calls, another turn, or the end. */
async function* closeTurn(
  work: Work,
  answer: Answer,
  startedAt: number,
): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { deps, run } = work;
  const { usage, firstByteMs } = answer;
  run.addUsage(usage);
  run.addModelTime(deps.clock.monotonic() - startedAt);
  const open: OpenTurn = { startedAt, usage, ...(firstByteMs === undefined ? {} : { firstByteMs }) };
  if (answer.type === "broke-off") return yield* endBroken(work, answer, open);
  if (saysSomething(answer.message.blocks)) run.add(answer.message);
  if (callsOf(answer.message).length > 0) return yield* carryOut(work, open);
  yield recordTurnEnd(turnSummary(work, open, 0), run.turn());
  return endingOfAnswer(work, answer.reason);
}

/** Takes up what was left in the middle: calls without results, or an answer whose run did not get its end. */
async function* takeUp(work: Work): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { deps, run } = work;
  const { openTurnUsage, answered } = work.input.spent;
  const last = run.messages.at(-1);
  if (last !== undefined && callsOf(last).length > 0) {
    return yield* carryOut(work, { startedAt: deps.clock.monotonic(), usage: openTurnUsage });
  }
  const reason: StopReason | undefined = last?.role === "assistant" ? (answered ?? { type: "end-turn" }) : answered;
  return reason === undefined ? undefined : endingOfAnswer(work, reason);
}

/** Why no other turn begins; undefined when one does. */
const endingBefore = ({ run, signal }: Work): LoopEnding | undefined => {
  if (signal.aborted) return stopped;
  const limit = run.limit();
  return limit === undefined ? undefined : { type: "ended", outcome: { type: "limit-reached", limit } };
};

/** How a stream ended that did not say so itself. */
const lastEvent = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: noUsage });
const endedBadly = (pull: Pull<ProviderEvent>): ProviderEvent => {
  const thrown = pull.thrown();
  return lastEvent(thrown === undefined ? cutOff : unexpectedFailure(thrown.cause, "Asking the model"));
};

/** Gives the model what was said meanwhile and begins a turn; or the reason why none begins. */
async function* openTurn(work: Work, startedAt: number): AsyncGenerator<LoopEvent, LoopEnding | undefined, void> {
  const { run, signal } = work;
  const ending = endingBefore(work);
  if (ending !== undefined) return ending;
  yield* deliverSteering(work);
  if (signal.aborted) return stopped;
  const turn = run.nextTurn();
  yield recordEvent({ type: "turn-started" }, turn);
  if (!signal.aborted) return undefined;
  yield recordTurnEnd(turnSummary(work, { startedAt, usage: noUsage }, 0), turn);
  return stopped;
}

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
  let stream: Pull<ProviderEvent> | undefined;
  try {
    let ending = yield* takeUp(work);
    while (ending === undefined) {
      const startedAt = deps.clock.monotonic();
      ending = yield* openTurn(work, startedAt);
      if (ending !== undefined) break;
      const request = buildRequest(input, run.messages, deps.gate.specs());
      const call = createModelCall(deps, run.turn(), signal);
      stream = createPull(() => deps.provider.stream(request, signal), signal);
      let answer: Answer | undefined;
      while (answer === undefined) {
        const told = call.hear((await stream.next()) ?? endedBadly(stream));
        if ("type" in told) yield told;
        else for (const event of told) yield event;
        answer = call.answer();
      }
      stream.close();
      ending = yield* closeTurn(work, answer, startedAt);
    }
    return outcomeOf(work, ending);
  } catch (cause) {
    return outcomeOf(work, failed(unexpectedFailure(cause, "The run")));
  } finally {
    stream?.close();
  }
}

/** See `Loop`. Nothing is shared between two runs of one loop, so they may go on at the same time. */
export const createLoop =
  (deps: LoopDeps): Loop =>
  (input, signal) =>
    runLoop({ deps, input, run: createRunState(deps.clock, input), signal });

/** What a run that starts has used. */
export const nothingSpent: LoopInput["spent"] = {
  turns: 0,
  usage: noUsage,
  calls: 0,
  callsFailed: 0,
  filesChanged: 0,
  durationMs: 0,
  modelMs: 0,
  openTurnUsage: noUsage,
};
