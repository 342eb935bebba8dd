import type { Hooks } from "../../kernel/contracts/hooks.ts";
import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { StopReason } from "../../kernel/conversation/message.ts";
import { withCost } from "../../kernel/model/cost.ts";
import { addUsage } from "../../kernel/model/usage.ts";
import { checkAnswer, createHeldAnswer, type HeldAnswer } from "./answer-check.ts";
import { askModel, requestFor } from "./ask-model.ts";
import { endingOf, endingOfBroken, failed, noLongerFits, stopped } from "./endings.ts";
import type { LoopEnding, NestedSpent } from "./loop-contract.ts";
import type { Answer } from "./model-call.ts";
import type { Pull } from "./pull.ts";
import { hasCalls, lostResults, saysSomething } from "./repair.ts";
import { settleRound } from "./tool-round.ts";
import { endTurn, hookScope, isAsked, noHooks, nothingUsed, type OpenTurn, tellAll, type Work } from "./work.ts";

type BrokenAnswer = Extract<Answer, { readonly type: "broke-off" }>;

/** A turn took what the runs that its calls started took. */
const withNested = (open: OpenTurn, { usage, cost }: NestedSpent): OpenTurn => ({
  ...open,
  usage: addUsage(open.usage, usage),
  cost: withCost(open.cost, cost),
});

/** Lets the hooks decide about a whole answer. Undefined: it was accepted. `"again"`: the model is asked again. */
const checkHeld = async (
  work: Work,
  hooks: readonly Hooks[],
  answer: Answer,
  held: HeldAnswer,
  startedAt: number,
): Promise<LoopEnding | "again" | undefined> => {
  if (answer.type === "broke-off") return undefined;
  const { deps, run, signal } = work;
  const checked = await checkAnswer(deps, hooks, answer, held, run.rejections(), hookScope(work), signal);
  await tellAll(work, checked.told);
  run.noteRejection(checked.type === "sent-back");
  if (checked.type === "accepted") return undefined;
  const { usage, cost, firstByteMs, modelMs } = answer;
  run.addUsage(usage, cost);
  run.addModelTime(modelMs);
  if (checked.type === "sent-back") run.add(checked.feedback);
  endTurn(work, { startedAt, usage, cost, firstByteMs }, 0);
  if (checked.type === "sent-back") return "again";
  return checked.failure.type === "aborted" ? stopped : failed(checked.failure);
};

/** What nobody has accepted is not part of the conversation. */
const unseen = (answer: Answer): Answer => (answer.type === "broke-off" ? { ...answer, message: undefined } : answer);

/** Carries out the calls of the last message. Ends the run where the gate cannot record them. */
export const carryOut = async (work: Work, open: OpenTurn): Promise<LoopEnding | undefined> => {
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

/** Undefined: the run goes on, because the model paused, or the person said something that the model has not read. */
export const endingOfAnswer = (work: Work, reason: StopReason): LoopEnding | undefined => {
  work.run.noteEnd(reason.type);
  if (reason.type === "context-overflow") return failed(noLongerFits);
  work.overflows = 0;
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
  work.context?.noteAnswer(answer.lastUsage, run.messages);
  if (hasCalls(answer.message)) {
    run.noteEnd("tool-use");
    work.overflows = 0;
    return carryOut(work, open);
  }
  endTurn(work, open, 0);
  return endingOfAnswer(work, answer.reason);
};

/** One turn. Undefined: another one may follow. */
export const takeTurn = async (work: Work, stream: Pull<ProviderEvent>): Promise<LoopEnding | undefined> => {
  const { deps, run, signal } = work;
  const startedAt = deps.clock.monotonic();
  work.overTurn = undefined;
  work.untold.push({ event: { type: "turn-started" }, turn: run.nextTurn() });
  const hooks = deps.hooks?.() ?? noHooks;
  const asking = signal.aborted ? stopped : requestFor(work, hooks);
  const request = asking instanceof Promise ? await asking : asking;
  if ("type" in request || signal.aborted) {
    endTurn(work, { startedAt, ...nothingUsed }, 0);
    return "type" in request ? request : stopped;
  }
  const held = hooks.some(({ onAnswer }) => onAnswer !== undefined) ? createHeldAnswer() : undefined;
  const answer = await askModel(work, stream, request, held);
  if (held === undefined) return await closeTurn(work, answer, startedAt);
  const checked = await checkHeld(work, hooks, answer, held, startedAt);
  if (checked === "again") return undefined;
  return checked ?? (await closeTurn(work, unseen(answer), startedAt));
};
