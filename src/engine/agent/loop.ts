import { unexpectedFailure } from "../../kernel/base/failure.ts";
import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { StopReason } from "../../kernel/conversation/message.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { tellHooks } from "../../kernel/rules/ask-hooks.ts";
import { createContextMeter, tokensBeforeMessages } from "./compaction/context-size.ts";
import { shortenAfter, shortenBefore, shortenFirst } from "./compaction/shorten.ts";
import { continueUntil } from "./continuation.ts";
import { failed, limitReached, pausedAfter, stopped } from "./endings.ts";
import { hasForm, loadForm } from "./load-form.ts";
import type { Loop, LoopDeps, LoopEnding, LoopInput, LoopOutcome } from "./loop-contract.ts";
import { createPull } from "./pull.ts";
import { recordOf, recordStrictly } from "./record.ts";
import { hasCalls } from "./repair.ts";
import { createRunState } from "./run-state.ts";
import { carryOut, endingOfAnswer, takeTurn } from "./turn.ts";
import { hookScope, isAsked, noHooks, takeUntold, type Work } from "./work.ts";

/*
 *            ┌──────────────────────────── next turn ───────────────────────────┐
 *            ▼                                                                  │
 *   stopped? limit? ──▶ steering ──▶ model call ──▶ calls? ──▶ gate ──▶ results ┘
 *            │                           │            │
 *            ▼                           ▼            ▼ none
 *      stopped, limit-reached    failed, stopped   completed, or the next turn when the person said something
 */

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

/** Holds the answer that a run would end with against its form. Undefined: the model is asked again. */
const inForm = async (work: Work, ending: LoopEnding): Promise<LoopEnding | undefined> => {
  const { deps, input, run, signal, tell } = work;
  if (!hasForm(input) || ending.type !== "ended" || ending.outcome.type !== "completed") return ending;
  const { reason } = ending.outcome;
  if (reason.type === "refusal") return ending;
  const loaded = await loadForm();
  if (!loaded.ok) return { type: "interrupted", reason: loaded.error };
  const about = { messages: run.messages, reason, round: run.formRounds(), turn: run.turn() };
  const checked = signal.aborted ? undefined : await loaded.value.checkForm(deps, input, about, signal);
  if (checked === undefined) return stopped;
  await tell(recordOf(checked.facts));
  if (checked.type === "gave-up") return failed(checked.failure);
  run.noteForm(checked.type === "fits" ? 0 : checked.round);
  if (checked.type === "fits") return ending;
  run.add(checked.said);
  return undefined;
};

/** Whether somebody has a say where a run would end with its answer. */
const isLookedAt = ({ input }: Work): boolean => input.continuation !== undefined || hasForm(input);

/** Looks at the form of an answer, then asks the guard about the run. Undefined: it goes on. */
const afterAnswer = async (work: Work, answered: LoopEnding): Promise<LoopEnding | undefined> => {
  const ending = await inForm(work, answered);
  return ending === undefined ? undefined : guarded(work, ending);
};

/** Asks the guard about a run that answered. Undefined: it is sent on. */
const guarded = async (work: Work, ending: LoopEnding): Promise<LoopEnding | undefined> => {
  const { deps, input, run, signal, tell } = work;
  const answered = ending.type === "ended" && ending.outcome.type === "completed" && ending.outcome.reason.type === "end-turn";
  if (input.continuation === undefined || !answered || signal.aborted) return ending;
  const about = { messages: run.messages, turn: run.turn(), turns: run.turns(), rounds: run.rounds() };
  const continued = await continueUntil(deps, input.continuation, about, signal);
  if (continued === undefined) return stopped;
  await tell(recordOf(continued.facts));
  if (continued.said === undefined) return ending;
  run.add(continued.said);
  run.noteRound();
  return undefined;
};

/** Gives the model what the person said meanwhile. */
const deliverSteering = async (work: Work): Promise<void> => {
  const { input, run, tell } = work;
  if (work.untold.length > 0) await tell(takeUntold(work));
  for (const message of input.inbox?.take() ?? []) {
    const { messageId, blocks } = message;
    run.add(message);
    await tell(recordStrictly({ type: "user-message", messageId, blocks }, run.turn() + 1));
  }
};

const outcomeOf = ({ run }: Work, ending: LoopEnding): LoopOutcome => {
  const outcome = { ending, newMessages: run.added, summary: run.summary() };
  return run.wasReplaced() ? { ...outcome, shortened: [...run.messages] } : outcome;
};

/** What comes after a turn, or in the place of the first: a conversation that no longer fits is shortened and asked again. */
const afterTurn = async (work: Work, ended: LoopEnding | undefined): Promise<LoopEnding | undefined> => {
  if (ended === undefined) return undefined;
  const ending = work.input.compaction === undefined ? ended : await shortenAfter(work, ended);
  return ending !== undefined && isLookedAt(work) ? afterAnswer(work, ending) : ending;
};

const runLoop = async (work: Work): Promise<LoopOutcome> => {
  const { deps, input, run, signal, tell } = work;
  const stream = createPull<ProviderEvent>(signal);
  let ending: LoopEnding | undefined;
  try {
    ending = input.compaction?.isAll === true ? await shortenFirst(work) : await afterTurn(work, await takeUp(work));
    for (ending ??= endingBefore(work); ending === undefined; ending ??= endingBefore(work)) {
      // What is said in the middle of an answer waits for its end.
      if (isAsked(work) && !run.isPaused()) await deliverSteering(work);
      if (signal.aborted) continue;
      if (input.compaction !== undefined) ending = await shortenBefore(work);
      ending ??= await afterTurn(work, await takeTurn(work, stream));
    }
  } catch (cause) {
    ending = failed(unexpectedFailure(cause, "The run"));
  } finally {
    stream.close();
  }
  if (deps.hooks !== undefined) await tellError(work, ending);
  if (work.untold.length > 0) await tell(takeUntold(work));
  return outcomeOf(work, ending);
};

/** See `Loop`. Nothing is shared between two runs of one loop, so they may go on at the same time. */
export const createLoop =
  (deps: LoopDeps): Loop =>
  (input, tell, signal) => {
    const run = createRunState(deps.clock, input);
    const context = input.compaction && createContextMeter(() => tokensBeforeMessages(input.system, deps.gate.specs()));
    if (input.contextTokens !== undefined) context?.set(input.contextTokens, run.messages.length);
    return runLoop({ deps, input, tell, run, signal, untold: [], overTurn: undefined, context, overflows: 0 });
  };

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
