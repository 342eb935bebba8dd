import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Event } from "../../kernel/event.ts";
import { abortedFailure, type Failure, unexpectedFailure } from "../../kernel/failure.ts";
import { callId, type MessageId, messageId } from "../../kernel/ids.ts";
import type { Message, StopReason } from "../../kernel/message.ts";
import { assertNever } from "../../kernel/result.ts";
import { noUsage, type Usage } from "../../kernel/usage.ts";
import type { LoopDeps, LoopEvent } from "./loop-contract.ts";
import { createMessageDraft, type MessageDraft } from "./message-draft.ts";
import { notRunNote, runsCalls } from "./not-run.ts";
import { createPull, type Pull } from "./pull.ts";
import { recordEvent } from "./record.ts";
import type { CallBlock } from "./repair.ts";

/** What one model call came to. */
export type Answer = {
  readonly usage: Usage;
  /** From the request to the first piece of the answer; absent when none came. */
  readonly firstByteMs?: number;
} & (
  | { readonly type: "whole"; readonly message: Message; readonly reason: StopReason }
  /** `message` is what was shown, without calls. */
  | { readonly type: "broke-off"; readonly message?: Message; readonly failure: Failure }
);

type Terminal = Extract<ProviderEvent, { readonly type: "finished" | "failed" }>;
type Piece = Exclude<ProviderEvent, Terminal>;

/** The answer as far as it has come. A retry starts it again. */
interface Attempt {
  readonly turn: number;
  readonly askedAt: number;
  startedAt: number;
  draft: MessageDraft | undefined;
  /** What an attempt that was given up had shown, until the next one begins. */
  shown: Message | undefined;
  calls: CallBlock[];
  firstByteMs: number | undefined;
}

const cutOff: Failure = {
  type: "wire",
  message:
    "The model's answer stopped before its end was announced. What had arrived is kept and none of its calls ran. Send a message to go on.",
};
const askedAgain: Failure = {
  type: "wire",
  message: "The answer broke off and the model was asked again. What had arrived stays visible; none of its calls ran.",
};

const begin = (deps: LoopDeps, attempt: Attempt, id: MessageId): LoopEvent => {
  attempt.draft = createMessageDraft(id);
  attempt.shown = undefined;
  attempt.calls = [];
  attempt.startedAt = deps.clock.monotonic();
  return recordEvent({ type: "attempt-started", messageId: id }, attempt.turn);
};

/** The draft, begun where the provider announced none. */
function* draftOf(deps: LoopDeps, attempt: Attempt): Generator<LoopEvent, MessageDraft, void> {
  if (attempt.draft === undefined) yield begin(deps, attempt, messageId(deps.random.id("message")));
  attempt.firstByteMs ??= Math.round(deps.clock.monotonic() - attempt.askedAt);
  return attempt.draft!; // `begin` sets it.
}

function* giveUpAttempt(attempt: Attempt, failure: Failure): Generator<LoopEvent, void, void> {
  if (attempt.draft === undefined) return;
  const { messageId } = attempt.draft;
  attempt.shown = attempt.draft.message();
  attempt.draft = undefined;
  attempt.calls = [];
  yield recordEvent({ type: "message-failed", messageId, failure, usage: noUsage }, attempt.turn);
}

/** Everything but text, which the caller hears itself because there is so much of it. */
function* hear(deps: LoopDeps, attempt: Attempt, event: Piece): Generator<LoopEvent, void, void> {
  switch (event.type) {
    case "attempt-started":
      yield* giveUpAttempt(attempt, askedAgain);
      yield begin(deps, attempt, event.messageId);
      return;
    case "retry-waiting":
      yield* giveUpAttempt(attempt, event.reason);
      yield recordEvent(event, attempt.turn);
      return;
    case "block": {
      const draft = yield* draftOf(deps, attempt);
      const { provider, value } = event;
      draft.addOpaque(provider, value);
      yield recordEvent({ type: "block-received", messageId: draft.messageId, provider, value }, attempt.turn);
      return;
    }
    case "tool-call": {
      yield* draftOf(deps, attempt);
      // Ids of the wire may be missing or come twice; ours are the ones that count.
      attempt.calls.push({ ...event, callId: callId(deps.random.id("call")) });
      return;
    }
    case "text-delta":
    case "thinking-delta": {
      const draft = yield* draftOf(deps, attempt);
      draft.addText(event.type === "text-delta" ? "text" : "thinking", event.delta);
      yield { type: event.type, messageId: draft.messageId, delta: event.delta };
      return;
    }
    default:
      assertNever(event);
  }
}

const requested = ({ gate }: LoopDeps, messageId: MessageId, { type: _call, ...call }: CallBlock): Event => ({
  type: "call-requested",
  messageId,
  ...call,
  ...gate.describe(call.tool, call.input),
});

function* endWhole(deps: LoopDeps, attempt: Attempt, reason: StopReason, usage: Usage): Generator<LoopEvent, Answer, void> {
  const { turn, calls } = attempt;
  const draft = yield* draftOf(deps, attempt);
  const { messageId } = draft;
  if (runsCalls(reason)) {
    draft.addBlocks(calls);
    // Before the end of the message: a crash between them leaves a message without end, whose calls never run.
    for (const call of calls) yield { ...recordEvent(requested(deps, messageId, call), turn), callId: call.callId };
  } else if (calls.length > 0) {
    const delta = `${draft.message().blocks.some(({ type }) => type === "text") ? "\n\n" : ""}${notRunNote(calls, reason)}`;
    draft.addText("text", delta);
    yield { type: "text-delta", messageId, delta };
  }
  const durationMs = Math.round(deps.clock.monotonic() - attempt.startedAt);
  yield recordEvent({ type: "message-ended", messageId, reason, usage, durationMs }, turn);
  return { type: "whole", message: draft.message(), reason, usage, ...firstByte(attempt) };
}

function* endBroken(attempt: Attempt, failure: Failure, usage: Usage): Generator<LoopEvent, Answer, void> {
  const { draft, shown, turn } = attempt;
  const message = draft?.message() ?? shown;
  if (draft !== undefined) yield recordEvent({ type: "message-failed", messageId: draft.messageId, failure, usage }, turn);
  return { type: "broke-off", failure, usage, ...(message === undefined ? {} : { message }), ...firstByte(attempt) };
}

const firstByte = ({ firstByteMs }: Attempt): { readonly firstByteMs?: number } =>
  firstByteMs === undefined ? {} : { firstByteMs };

/** The next event, or how the stream ended: also when it ends against its contract. */
const pullNext = async (pull: Pull<ProviderEvent>, signal: AbortSignal): Promise<ProviderEvent> => {
  try {
    const event = await pull.next();
    return event ?? { type: "failed", failure: signal.aborted ? abortedFailure : cutOff, usage: noUsage };
  } catch (cause) {
    return { type: "failed", failure: unexpectedFailure(cause, "Asking the model"), usage: noUsage };
  }
};

/**
 * One model call. Pieces are passed on as they come; calls are recorded when the message has ended and they will run. After
 * an abort nothing more is shown, the stream has a moment to tell what it cost, and the answer is broken off, also when it
 * ends well in that moment.
 */
export async function* callModel(
  deps: LoopDeps,
  request: ModelRequest,
  turn: number,
  signal: AbortSignal,
): AsyncGenerator<LoopEvent, Answer, void> {
  const askedAt = deps.clock.monotonic();
  const attempt: Attempt = {
    turn,
    askedAt,
    startedAt: askedAt,
    draft: undefined,
    shown: undefined,
    calls: [],
    firstByteMs: undefined,
  };
  const pull = createPull(() => deps.provider.stream(request, signal), signal);
  try {
    for (;;) {
      const event = await pullNext(pull, signal);
      if (event.type === "failed") {
        return yield* endBroken(attempt, signal.aborted ? abortedFailure : event.failure, event.usage);
      }
      if (event.type === "finished") {
        if (signal.aborted) return yield* endBroken(attempt, abortedFailure, event.usage);
        return yield* endWhole(deps, attempt, event.reason, event.usage);
      }
      if (signal.aborted || ("delta" in event && event.delta === "")) continue;
      yield* hear(deps, attempt, event);
    }
  } finally {
    pull.close();
  }
}
