import type { SteeringQueue } from "../../engine/agent/steering.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId, RunId, SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import { type Delivery, maxWaiting } from "../../kernel/conversation/waiting.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import { byPerson } from "../origins/origins.ts";
import { type ReadConversation, readConversation } from "./conversation.ts";
import { type NewSaid, userMessage } from "./said.ts";

type Answered = Promise<Result<null, Failure>>;

/** The run that goes on in a session, as far as what waits is concerned. */
export interface HearingRun {
  readonly runId: RunId;
  readonly queue: SteeringQueue;
}

/** What a person said that waits: kept in the log, and in the queue of the run that goes on. */
export interface WaitingMessages {
  /** Keeps a message for a run that is open. `run`: absent where it does not go on at the moment. */
  readonly keepFor: (about: Pick<EntryDraft, "sessionId" | "runId">, message: NewSaid, run?: HearingRun) => Answered;
  /** Keeps a message whether a run goes on or not. `known`: the session has it already, and nothing was done. */
  readonly keep: (sessionId: SessionId, message: NewSaid, delivery: Delivery) => Promise<Result<"kept" | "known", Failure>>;
  readonly withdraw: (sessionId: SessionId, messageId: MessageId) => Answered;
  readonly move: (sessionId: SessionId, messageId: MessageId, delivery: Delivery, before: MessageId | null) => Answered;
}

export interface WaitingMessagesDeps {
  readonly store: Store;
  readonly runIn: (sessionId: SessionId) => HearingRun | undefined;
}

const full: Failure = {
  type: "conflict",
  message: `${maxWaiting} messages wait in this session already, so this one was not added. It is still in the message box: remove one that waits, or send it when the run is over.`,
};

const heard: Failure = { type: "conflict", message: "The agent has this message already. It stays in the conversation." };

const names = ({ all }: ReadConversation, messageId: MessageId): boolean =>
  all.some(({ event }) => "messageId" in event && event.messageId === messageId);

export const createWaitingMessages = ({ store, runIn }: WaitingMessagesDeps): WaitingMessages => {
  const keeping = new Map<MessageId, ReturnType<WaitingMessages["keep"]>>();

  const append = async (
    about: Pick<EntryDraft, "sessionId" | "runId">,
    event: Event,
    effects: readonly Effect[] = [],
  ): Promise<Result<null, Failure>> => {
    const entries = [{ ...about, causes: [], origins: byPerson, event }];
    const stored = await store.append({ entries, effects, expects: [], durability: "strict" });
    return stored.ok ? ok(null) : stored;
  };

  const record = (about: Pick<EntryDraft, "sessionId" | "runId">, { said, contents }: NewSaid, delivery: Delivery) =>
    append(about, { type: "steer-queued", ...said, ...(delivery === "steer" ? {} : { delivery }) }, contents);

  const add = async (
    about: Pick<EntryDraft, "sessionId" | "runId">,
    message: NewSaid,
    delivery: Delivery,
    run: HearingRun | undefined,
  ): Answered => {
    if (run !== undefined && run.queue.size() >= maxWaiting) return err(full);
    const stored = await record(about, message, delivery);
    if (stored.ok) run?.queue.add(userMessage(message.said), delivery);
    return stored;
  };

  const keep: WaitingMessages["keep"] = async (sessionId, message, delivery) => {
    const conversation = await readConversation(store, sessionId);
    if (!conversation.ok) return conversation;
    if (names(conversation.value, message.said.messageId)) return ok("known");
    if (conversation.value.queued.length >= maxWaiting) return err(full);
    const run = runIn(sessionId);
    const stored = await add(run === undefined ? { sessionId } : { sessionId, runId: run.runId }, message, delivery, run);
    return stored.ok ? ok("kept") : stored;
  };

  return {
    keepFor: (about, message, run) => add(about, message, "steer", run),
    keep: (sessionId, message, delivery) => {
      const { messageId } = message.said;
      const under = keeping.get(messageId);
      if (under !== undefined) return under.then((kept) => (kept.ok ? ok("known" as const) : kept));
      const work = keep(sessionId, message, delivery);
      keeping.set(messageId, work);
      return work.finally(() => keeping.delete(messageId));
    },
    withdraw: async (sessionId, messageId) => {
      const run = runIn(sessionId);
      if (run !== undefined && !run.queue.withdraw(messageId)) return err(heard);
      return append({ sessionId }, { type: "steer-withdrawn", messageId });
    },
    move: async (sessionId, messageId, delivery, before) => {
      const run = runIn(sessionId);
      if (run === undefined) {
        const conversation = await readConversation(store, sessionId);
        if (!conversation.ok) return conversation;
        if (!conversation.value.queued.some((said) => said.messageId === messageId)) return err(heard);
      } else if (!run.queue.move(messageId, delivery, before)) return err(heard);
      return append({ sessionId }, { type: "steer-moved", messageId, delivery, before });
    },
  };
};
