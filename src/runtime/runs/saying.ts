import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId, RunId, SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import type { Message, Said } from "../../kernel/conversation/message.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { Delivery } from "../../kernel/conversation/waiting.ts";
import type { WorkspaceTables } from "../projection.ts";
import { type NewSaid, saidIn, userMessage } from "./said.ts";
import type { HearingRun, WaitingMessages } from "./waiting-messages.ts";

type Started = Promise<Result<{ readonly runId: RunId }, Failure>>;

/** What becomes of what a person says: a run of its own, steering for the one that goes on, or a place in the queue. */
export interface Saying {
  /** See `Runs.send`. */
  readonly send: (session: SessionRow, message: NewSaid, expected: RunId | undefined) => Started;
  /** See `Runs.queue`. */
  readonly queue: (sessionId: SessionId, message: NewSaid, delivery: Delivery) => Promise<Result<null, Failure>>;
  /**
   * After a run is over: what was said too late for it becomes the next run, else, where it completed, what was to be said later.
   * `wasStopped`: both wait for the person.
   */
  readonly followUp: (sessionId: SessionId, run: HearingRun, wasStopped: boolean) => Promise<void>;
}

export interface SayingDeps {
  readonly store: Store<WorkspaceTables>;
  readonly waiting: WaitingMessages;
  readonly runIn: (sessionId: SessionId) => HearingRun | undefined;
  readonly start: (session: SessionRow, messages: readonly Said[], contents: readonly Effect[]) => Started;
  /** Goes on with a run that paused. */
  readonly resume: (runId: RunId) => Promise<Result<null, Failure>>;
  /** Resolves when a run that the person stopped is over; undefined where nobody stopped it. */
  readonly whenStopped: (runId: RunId) => Promise<void> | undefined;
  readonly onNotice: (failure: Failure) => void;
}

const tooLate: Failure = {
  type: "conflict",
  message:
    "The run that this was meant for ended before it could hear it, so it was not said. It is still in the message box: send it as a request of its own, or change it first.",
};

export const createSaying = ({ store, waiting, runIn, start, resume, whenStopped, onNotice }: SayingDeps): Saying => {
  const sent = new Map<MessageId, RunId>();

  /** Starts a run by itself with what waited. */
  const sayNext = async (session: SessionRow, messages: readonly Message[]): Promise<void> => {
    if (messages.length === 0 || runIn(session.sessionId) !== undefined) return;
    const started = start(session, messages.map(saidIn), []);
    const next = runIn(session.sessionId);
    if (next !== undefined) for (const { messageId } of messages) sent.set(messageId, next.runId);
    const settled = await started;
    if (settled.ok) return;
    for (const { messageId } of messages) sent.delete(messageId);
    onNotice(settled.error);
  };

  const steer = async (sessionId: SessionId, runId: RunId, message: NewSaid, run?: HearingRun): Started => {
    const stored = await waiting.keepFor({ sessionId, runId }, message, run);
    return stored.ok ? ok({ runId }) : stored;
  };

  /** What is said between two steps begins the next one. */
  const stepWith = async (sessionId: SessionId, runId: RunId, message: NewSaid): Started => {
    const kept = await steer(sessionId, runId, message);
    if (!kept.ok) return kept;
    const resumed = await resume(runId);
    return resumed.ok ? kept : resumed;
  };

  /** Whoever stops a run and speaks does not speak to that run any more. */
  const sayAfter = async (stopped: Promise<void>, session: SessionRow, message: NewSaid): Started => {
    await stopped;
    const { sessionId } = session;
    const next = runIn(sessionId);
    if (next !== undefined) return steer(sessionId, next.runId, message, next);
    return start(store.state().sessions.get(sessionId) ?? session, [message.said], message.contents);
  };

  const say = (session: SessionRow, message: NewSaid, expected: RunId | undefined): Started => {
    const { sessionId, openRunId, status } = session;
    const going = runIn(sessionId);
    const meant = going?.runId ?? expected;
    const stopped = meant === undefined ? undefined : whenStopped(meant);
    if (stopped !== undefined) return sayAfter(stopped, session, message);
    if (expected !== undefined && expected !== (going?.runId ?? openRunId)) return Promise.resolve(err(tooLate));
    if (going !== undefined) return steer(sessionId, going.runId, message, going);
    // A run that waits for an answer does not go on, but its answer takes it up again.
    if (expected !== undefined && status === "waiting") return steer(sessionId, expected, message);
    return status === "paused" && openRunId !== undefined
      ? stepWith(sessionId, openRunId, message)
      : start(session, [message.said], message.contents);
  };

  return {
    send: async (session, message, expected) => {
      const { messageId } = message.said;
      const known = sent.get(messageId);
      if (known !== undefined) return ok({ runId: known });
      const result = say(session, message, expected);
      const runOf = runIn(session.sessionId)?.runId;
      if (runOf !== undefined) sent.set(messageId, runOf);
      const settled = await result;
      if (!settled.ok) sent.delete(messageId);
      return settled;
    },
    queue: async (sessionId, message, delivery) => {
      const kept = await waiting.keep(sessionId, message, delivery);
      if (!kept.ok) return kept;
      const row = store.state().sessions.get(sessionId);
      // The run that it was to follow ended while it was on its way.
      if (kept.value === "kept" && delivery === "later" && row?.status === "completed") {
        await sayNext(row, [userMessage(message.said)]);
      }
      return ok(null);
    },
    followUp: async (sessionId, { queue }, wasStopped) => {
      const steering = queue.take();
      // This run will not say them, so sending one of them again is no repetition.
      for (const { messageId } of steering) sent.delete(messageId);
      const session = store.state().sessions.get(sessionId);
      if (wasStopped || session === undefined || session.openRunId !== undefined) return;
      const later = session.status === "completed" ? queue.firstLater() : undefined;
      await sayNext(session, steering.length > 0 || later === undefined ? steering : [later]);
    },
  };
};
