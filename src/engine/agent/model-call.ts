import { abortedFailure, type Failure } from "../../kernel/base/failure.ts";
import { type CallId, callId, type MessageId, messageId } from "../../kernel/base/ids.ts";
import { assertNever } from "../../kernel/base/result.ts";
import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Message, StopReason } from "../../kernel/conversation/message.ts";
import type { Event } from "../../kernel/log/event.ts";
import { type Cost, type CostSum, isCharged, withCost } from "../../kernel/model/cost.ts";
import { addUsage, noUsage, totalTokens, type Usage } from "../../kernel/model/usage.ts";
import type { Fact, LoopDeps, LoopEvent } from "./loop-contract.ts";
import { addBlock, addText, hasText, type MessageDraft, messageOf, openDraft } from "./message-draft.ts";
import { notRunNote, runsCalls } from "./not-run.ts";
import { recordFact, recordOf } from "./record.ts";
import type { CallBlock } from "./repair.ts";

type EventOf<Type extends ProviderEvent["type"]> = Extract<ProviderEvent, { readonly type: Type }>;

/** What one model call came to. */
export type Answer = {
  /** Of every attempt. */
  readonly usage: Usage;
  /** Of every attempt; undefined where the model is free. */
  readonly cost: CostSum | undefined;
  /** From the request to the first piece of the answer; undefined when none came. */
  readonly firstByteMs: number | undefined;
  /** What the last attempt took, without the waits before it. */
  readonly modelMs: number;
} /** `lastUsage`: of the request that was answered, without attempts before it. */ & (
  | { readonly type: "whole"; readonly message: Message; readonly reason: StopReason; readonly lastUsage: Usage }
  /** `message` is what was shown, without calls; undefined when nothing was. */
  | { readonly type: "broke-off"; readonly message: Message | undefined; readonly failure: Failure }
);

/** One model call while its events come in. */
export interface ModelCall {
  /**
   * Takes the provider's next event and gives what the loop tells of it: one event, which is nearly all there is, or a list.
   * After an abort nothing more is told but the end, and the answer is broken off, also when the model ends well in that
   * moment.
   */
  readonly hear: (event: ProviderEvent) => LoopEvent | readonly LoopEvent[];
  /** Undefined until the last event was heard. */
  readonly answer: () => Answer | undefined;
}

/** The answer as far as it has come. A retry starts it again. */
interface State {
  readonly turn: number;
  readonly askedAt: number;
  startedAt: number;
  draft: MessageDraft | undefined;
  /** What an attempt that was given up had shown, until the next one begins. */
  shown: Message | undefined;
  calls: CallBlock[];
  firstByteMs: number | undefined;
  answer: Answer | undefined;
  /** The most that the attempt that goes on can cost. */
  reserved: Cost | undefined;
  /** What attempts that were given up used and cost. */
  lostUsage: Usage;
  lostCost: CostSum | undefined;
}

/** What an attempt used and cost, as its last event says. */
interface Spent {
  readonly usage?: Usage;
  readonly cost?: Cost;
}

const askedAgain: Failure = {
  type: "wire",
  message: "The answer broke off and the model was asked again. What had arrived stays visible; none of its calls ran.",
};
const nothing: readonly LoopEvent[] = [];

const begin = ({ clock }: LoopDeps, state: State, messageId: MessageId, reserved?: Cost): Fact => {
  state.draft = openDraft(messageId);
  state.shown = undefined;
  state.calls = [];
  state.startedAt = clock.monotonic();
  state.reserved = reserved;
  const event = { type: "attempt-started", messageId } as const;
  return { event: reserved === undefined ? event : { ...event, reserved }, turn: state.turn };
};

/** Starts the message where the provider announced none, and notes when its first piece came. */
const ensureDraft = (deps: LoopDeps, state: State, told: LoopEvent[]): MessageDraft => {
  if (state.draft === undefined) told.push(recordOf([begin(deps, state, messageId(deps.random.id("message")))]));
  state.firstByteMs ??= Math.round(deps.clock.monotonic() - state.askedAt);
  return state.draft!; // `begin` sets it.
};

/** The end of an attempt that broke off. One that nobody announced has its line in the log all the same, when it used something. */
const brokenFacts = (deps: LoopDeps, state: State, failure: Failure, { usage = noUsage, cost = state.reserved }: Spent) => {
  const isSilent = state.draft === undefined && (totalTokens(usage) > 0 || isCharged(cost));
  const begun = isSilent ? [begin(deps, state, messageId(deps.random.id("message")))] : [];
  if (state.draft === undefined) return [];
  const failed: Event = { type: "message-failed", messageId: state.draft.messageId, failure, usage, ...costPart(cost) };
  return [...begun, { event: failed, turn: state.turn }];
};

/** What the log is told of an attempt that another one follows; nothing where none had begun. */
const giveUpAttempt = (deps: LoopDeps, state: State, failure: Failure, spent: Spent): readonly Fact[] => {
  const { usage = noUsage, cost = state.reserved } = spent;
  const facts = brokenFacts(deps, state, failure, spent);
  if (state.draft === undefined) return facts;
  state.shown = messageOf(state.draft);
  state.draft = undefined;
  state.calls = [];
  state.reserved = undefined;
  state.lostUsage = addUsage(state.lostUsage, usage);
  state.lostCost = withCost(state.lostCost, cost);
  return facts;
};

const costPart = <Amount extends CostSum>(cost: Amount | undefined): { readonly cost?: Amount } =>
  cost === undefined ? {} : { cost };

/** What the whole call used, cost and took, with its last attempt. */
const spentWith = (state: State, usage: Usage, cost: Cost | undefined): Pick<Answer, "usage" | "cost" | "firstByteMs"> => ({
  usage: addUsage(state.lostUsage, usage),
  cost: withCost(state.lostCost, cost),
  firstByteMs: state.firstByteMs,
});

const requested = ({ gate }: LoopDeps, messageId: MessageId, { callId, wireId, tool, input, invalid }: CallBlock): Event => {
  const { headline, access } = gate.describe(tool, input);
  const asked = { type: "call-requested", messageId, callId, wireId, tool, input, headline, access } as const;
  return invalid === undefined ? asked : { ...asked, invalid };
};

const endWhole = (deps: LoopDeps, state: State, finished: EventOf<"finished">): LoopEvent | readonly LoopEvent[] => {
  const { reason, usage, cost = state.reserved } = finished;
  const { turn, calls } = state;
  const told: LoopEvent[] = [];
  const draft = ensureDraft(deps, state, told);
  const { messageId } = draft;
  const runs = runsCalls(reason);
  if (runs) for (const call of calls) addBlock(draft, call);
  else if (calls.length > 0) {
    const delta = `${hasText(draft) ? "\n\n" : ""}${notRunNote(calls, reason)}`;
    addText(draft, "text", delta);
    told.push({ type: "text-delta", messageId, delta });
  }
  const durationMs = Math.round(deps.clock.monotonic() - state.startedAt);
  const event = { type: "message-ended", messageId, reason, usage, durationMs } as const;
  const ended: Fact = { event: cost === undefined ? event : { ...event, cost }, turn };
  // Before the end of the message: a log that stops between them has a message without end, whose calls never run.
  const asked = runs ? calls.map((call): Fact => ({ event: requested(deps, messageId, call), turn })) : [];
  const whole = recordOf([...asked, ended]);
  const message = messageOf(draft);
  state.answer = {
    ...{ type: "whole", message, reason, lastUsage: usage, modelMs: durationMs },
    ...spentWith(state, usage, cost),
  };
  return told.length === 0 ? whole : [...told, whole];
};

const endBroken = (deps: LoopDeps, state: State, failure: Failure, spent: Spent): readonly LoopEvent[] => {
  const { usage = noUsage, cost = state.reserved } = spent;
  const modelMs = state.draft === undefined ? 0 : Math.round(deps.clock.monotonic() - state.startedAt);
  const facts = brokenFacts(deps, state, failure, spent);
  const message = state.draft === undefined ? state.shown : messageOf(state.draft);
  state.answer = { type: "broke-off", message, failure, modelMs, ...spentWith(state, usage, cost) };
  return facts.length === 0 ? nothing : [recordOf(facts)];
};

const callOf = ({ wireId, tool, input, invalid }: EventOf<"tool-call">, id: CallId): CallBlock => {
  const call = { type: "tool-call", callId: id, wireId, tool, input } as const;
  return invalid === undefined ? call : { ...call, invalid };
};

/** Everything but pieces of text. */
const hearFact = (
  deps: LoopDeps,
  state: State,
  event: Exclude<ProviderEvent, EventOf<"text-delta" | "thinking-delta">>,
): LoopEvent | readonly LoopEvent[] => {
  switch (event.type) {
    case "attempt-started": {
      const givenUp = giveUpAttempt(deps, state, askedAgain, {});
      const facts = [...givenUp, begin(deps, state, event.messageId, event.reserved)];
      // On disk before the request goes out: what it may cost counts also when the tab dies.
      return event.reserved === undefined ? recordOf(facts) : { type: "record", facts, durability: "strict" };
    }
    case "retry-waiting": {
      const { usage: _usage, cost: _cost, ...waiting } = event;
      return recordOf([...giveUpAttempt(deps, state, event.reason, event), { event: waiting, turn: state.turn }]);
    }
    case "model-replaced": {
      const { usage: _usage, cost: _cost, ...replaced } = event;
      return recordOf([...giveUpAttempt(deps, state, event.reason, event), { event: replaced, turn: state.turn }]);
    }
    case "thinking-dropped":
      return recordFact(event, state.turn);
    case "block": {
      const told: LoopEvent[] = [];
      const draft = ensureDraft(deps, state, told);
      const { messageId } = draft;
      const { provider, value } = event;
      addBlock(draft, { type: "opaque", provider, value });
      return [...told, recordFact({ type: "block-received", messageId, provider, value }, state.turn)];
    }
    case "tool-call": {
      const told: LoopEvent[] = [];
      ensureDraft(deps, state, told);
      // Ids of the wire may be missing or come twice; ours are the ones that count.
      state.calls.push(callOf(event, callId(deps.random.id("call"))));
      return told;
    }
    case "finished":
      return endWhole(deps, state, event);
    case "failed":
      return endBroken(deps, state, event.failure, event);
    default:
      return assertNever(event);
  }
};

export const createModelCall = (deps: LoopDeps, turn: number, signal: AbortSignal): ModelCall => {
  const askedAt = deps.clock.monotonic();
  const state: State = {
    turn,
    askedAt,
    startedAt: askedAt,
    draft: undefined,
    shown: undefined,
    calls: [],
    firstByteMs: undefined,
    answer: undefined,
    reserved: undefined,
    lostUsage: noUsage,
    lostCost: undefined,
  };
  return {
    answer: () => state.answer,
    hear: (event) => {
      if (signal.aborted) {
        const isLast = event.type === "finished" || event.type === "failed";
        return isLast ? endBroken(deps, state, abortedFailure, event) : nothing;
      }
      if (event.type !== "text-delta" && event.type !== "thinking-delta") return hearFact(deps, state, event);
      const { type, delta } = event;
      if (delta === "") return nothing;
      const told: LoopEvent[] | undefined = state.firstByteMs === undefined || state.draft === undefined ? [] : undefined;
      const draft = told === undefined ? state.draft! : ensureDraft(deps, state, told); // Checked the line before.
      addText(draft, type === "text-delta" ? "text" : "thinking", delta);
      const piece: LoopEvent = { type, messageId: draft.messageId, delta };
      return told === undefined ? piece : [...told, piece];
    },
  };
};
