import { type MessageId, messageId, type SessionId } from "../../kernel/ids.ts";
import type { RandomDep } from "../../kernel/random.ts";
import type { AppClient } from "./app-client.ts";
import type { AppActions } from "./app-state.ts";

export interface SayDeps extends RandomDep, Pick<AppActions, "setDraft" | "go" | "notify"> {
  readonly client: AppClient;
  readonly draft: (key: SessionId | "new") => string;
  /** Whether a message goes to the model or is kept until the person sends it. */
  readonly how: () => "send-message" | "queue-message";
}

/** A message on its way. It keeps its name until it is stored, so that trying again cannot send it twice. */
interface Outgoing {
  readonly text: string;
  readonly messageId: MessageId;
  sessionId: SessionId | undefined;
  inFlight: Promise<void> | undefined;
}

/** Makes `AppActions.say`: the same text twice in the same place, while the first is not stored, is one message. */
export const createSay = ({ client, random, draft, how, setDraft, go, notify }: SayDeps): AppActions["say"] => {
  const outgoing = new Map<SessionId | "new", Outgoing>();

  const deliver = async (key: SessionId | "new", message: Outgoing): Promise<void> => {
    if (message.sessionId === undefined) {
      const created = await client.send({ type: "create-session" });
      if (!created.ok) return notify({ tone: "error", text: created.error.message });
      message.sessionId = created.value.sessionId;
    }
    const { sessionId, text } = message;
    const sent = await client.send({ type: how(), sessionId, messageId: message.messageId, text });
    if (!sent.ok) return notify({ tone: "error", text: sent.error.message });
    outgoing.delete(key);
    // What was typed meanwhile stays.
    if (draft(key).trim() === text) setDraft(key, "");
    if (key === "new") go({ type: "session", sessionId });
  };

  return (text, sessionId) => {
    const wanted = text.trim();
    const key = sessionId ?? "new";
    if (wanted === "") return Promise.resolve();
    const before = outgoing.get(key);
    if (before?.text === wanted && before.inFlight !== undefined) return before.inFlight;
    const message: Outgoing =
      before?.text === wanted
        ? before
        : { text: wanted, messageId: messageId(random.id("message")), sessionId, inFlight: undefined };
    outgoing.set(key, message);
    message.inFlight = deliver(key, message).finally(() => {
      message.inFlight = undefined;
    });
    return message.inFlight;
  };
};
