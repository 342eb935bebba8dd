import type { ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Event } from "../../kernel/event.ts";
import { abortedFailure, type Failure } from "../../kernel/failure.ts";
import { type CallId, callId, type MessageId, messageId } from "../../kernel/ids.ts";
import type { Message, StopReason } from "../../kernel/message.ts";
import { assertNever } from "../../kernel/result.ts";
import { noUsage, type Usage } from "../../kernel/usage.ts";
import type { Fact, LoopDeps, LoopEvent, RecordEvent } from "./loop-contract.ts";
import { createMessageDraft, type MessageDraft } from "./message-draft.ts";
import { notRunNote, runsCalls } from "./not-run.ts";
import { recordFact, recordOf } from "./record.ts";
import type { CallBlock } from "./repair.ts";

type EventOf<Type extends ProviderEvent["type"]> = Extract<ProviderEvent, { readonly type: Type }>;

/** What one model call came to. */
export type Answer = {
  readonly usage: Usage;
  /** From the request to the first piece of the answer; absent when none came. */
  readonly firstByteMs?: number;
  /** What the last attempt took, without the waits before it. */
  readonly modelMs: number;
} & (
  | { readonly type: "whole"; readonly message: Message; readonly reason: StopReason }
  /** `message` is what was shown, without calls. */
  | { readonly type: "broke-off"; readonly message?: Message; readonly failure: Failure }
);

/** One model call while its events come in. */
export interface ModelCall {
  /**
   * Takes the provider's next event and gives what the loop tells of it: one event, which is nearly all there is, or a list.
   * After an abort nothing more is told but the end, and the answer is broken off, also when the
   * model ends well in that moment.
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
}

const askedAgain: Failure = {
  type: "wire",
  message: "The answer broke off and the model was asked again. What had arrived stays visible; none of its calls ran.",
};
const nothing: readonly LoopEvent[] = [];

const begin = ({ clock }: LoopDeps, state: State, id: MessageId): RecordEvent => {
  state.draft = createMessageDraft(id);
  state.shown = undefined;
  state.calls = [];
  state.startedAt = clock.monotonic();
  return recordFact({ type: "attempt-started", messageId: id }, state.turn);
};

/** Starts the message where the provider announced none, and notes when its first piece came. */
const ensureDraft = (deps: LoopDeps, state: State, told: LoopEvent[]): MessageDraft => {
  if (state.draft === undefined) told.push(begin(deps, state, messageId(deps.random.id("message"))));
  state.firstByteMs ??= Math.round(deps.clock.monotonic() - state.askedAt);
  return state.draft!; // `begin` sets it.
};

/** What the log is told of an attempt that another one follows; nothing where none had begun. */
const giveUpAttempt = (state: State, failure: Failure): readonly Fact[] => {
  if (state.draft === undefined) return [];
  const { messageId } = state.draft;
  state.shown = state.draft.message();
  state.draft = undefined;
  state.calls = [];
  return [{ event: { type: "message-failed", messageId, failure, usage: noUsage }, turn: state.turn }];
};

const requested = ({ gate }: LoopDeps, messageId: MessageId, { callId, wireId, tool, input, invalid }: CallBlock): Event => {
  const { headline, access } = gate.describe(tool, input);
  const asked = { type: "call-requested", messageId, callId, wireId, tool, input, headline, access } as const;
  return invalid === undefined ? asked : { ...asked, invalid };
};

const firstByte = ({ firstByteMs }: State): { readonly firstByteMs?: number } =>
  firstByteMs === undefined ? {} : { firstByteMs };

const endWhole = (deps: LoopDeps, state: State, reason: StopReason, usage: Usage): LoopEvent | readonly LoopEvent[] => {
  const { turn, calls } = state;
  const told: LoopEvent[] = [];
  const draft = ensureDraft(deps, state, told);
  const { messageId } = draft;
  const runs = runsCalls(reason);
  if (runs) draft.addBlocks(calls);
  else if (calls.length > 0) {
    const delta = `${draft.hasText() ? "\n\n" : ""}${notRunNote(calls, reason)}`;
    draft.addText("text", delta);
    told.push({ type: "text-delta", messageId, delta });
  }
  const durationMs = Math.round(deps.clock.monotonic() - state.startedAt);
  const ended: Fact = { event: { type: "message-ended", messageId, reason, usage, durationMs }, turn };
  // Before the end of the message: a log that stops between them has a message without end, whose calls never run.
  const asked = runs ? calls.map((call): Fact => ({ event: requested(deps, messageId, call), turn })) : [];
  const whole = recordOf([...asked, ended]);
  state.answer = { type: "whole", message: draft.message(), reason, usage, modelMs: durationMs, ...firstByte(state) };
  return told.length === 0 ? whole : [...told, whole];
};

const endBroken = ({ clock }: LoopDeps, state: State, failure: Failure, usage: Usage): readonly LoopEvent[] => {
  const { draft, shown, turn } = state;
  const message = draft?.message() ?? shown;
  const modelMs = draft === undefined ? 0 : Math.round(clock.monotonic() - state.startedAt);
  const kept = message === undefined ? {} : { message };
  state.answer = { type: "broke-off", failure, usage, modelMs, ...kept, ...firstByte(state) };
  return draft === undefined
    ? nothing
    : [recordFact({ type: "message-failed", messageId: draft.messageId, failure, usage }, turn)];
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
      const givenUp = giveUpAttempt(state, askedAgain);
      const { facts } = begin(deps, state, event.messageId);
      return recordOf([...givenUp, ...facts]);
    }
    case "retry-waiting":
      return recordOf([...giveUpAttempt(state, event.reason), { event, turn: state.turn }]);
    case "block": {
      const told: LoopEvent[] = [];
      const { messageId, addOpaque } = ensureDraft(deps, state, told);
      const { provider, value } = event;
      addOpaque(provider, value);
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
      return endWhole(deps, state, event.reason, event.usage);
    case "failed":
      return endBroken(deps, state, event.failure, event.usage);
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
  };
  return {
    answer: () => state.answer,
    hear: (event) => {
      if (signal.aborted) {
        const isLast = event.type === "finished" || event.type === "failed";
        return isLast ? endBroken(deps, state, abortedFailure, event.usage) : nothing;
      }
      if (event.type !== "text-delta" && event.type !== "thinking-delta") return hearFact(deps, state, event);
      const { type, delta } = event;
      if (delta === "") return nothing;
      const told: LoopEvent[] | undefined = state.firstByteMs === undefined || state.draft === undefined ? [] : undefined;
      const draft = told === undefined ? state.draft! : ensureDraft(deps, state, told); // Checked the line before.
      draft.addText(type === "text-delta" ? "text" : "thinking", delta);
      const piece: LoopEvent = { type, messageId: draft.messageId, delta };
      return told === undefined ? piece : [...told, piece];
    },
  };
};
