import { type MessageId, messageId, type RunId, type SessionId } from "../../kernel/ids.ts";
import type { PictureFile } from "../../kernel/picture.ts";
import type { RandomDep } from "../../kernel/random.ts";
import type { Delivery } from "../../kernel/waiting.ts";
import type { AppClient } from "./app-client.ts";
import type { AppActions } from "./app-state.ts";
import type { Attachment } from "./pictures/attachment.ts";

/** Whether a message goes to the model, to the run that it is meant to steer, or is kept until it is its turn. */
export type HowToSay =
  | { readonly type: "send-message"; readonly expectedRunId?: RunId }
  | { readonly type: "queue-message"; readonly delivery?: Delivery };

export interface SayDeps extends RandomDep, Pick<AppActions, "setDraft" | "detach" | "go" | "notify"> {
  readonly client: AppClient;
  readonly draft: (key: SessionId | "new") => string;
  readonly how: (sessionId: SessionId, delivery: Delivery) => HowToSay;
}

type ReadyPicture = Extract<Attachment, { readonly status: "ready" }>;

const isReady = (attachment: Attachment): attachment is ReadyPicture => attachment.status === "ready";

const fileOf = ({ picture: { bytes, name, pages } }: ReadyPicture): PictureFile => ({
  bytes,
  name,
  ...(pages === undefined ? {} : { pages }),
});

const isSame = (before: Outgoing | undefined, text: string, pictures: readonly ReadyPicture[]): before is Outgoing =>
  before?.text === text &&
  before.pictures.length === pictures.length &&
  before.pictures.every(({ id }, index) => id === pictures[index]?.id);

/** A message on its way. It keeps its name until it is stored, so that trying again cannot send it twice. */
interface Outgoing {
  readonly text: string;
  readonly pictures: readonly ReadyPicture[];
  readonly messageId: MessageId;
  sessionId: SessionId | undefined;
  inFlight: Promise<void> | undefined;
}

/** Makes `AppActions.say`: the same text and pictures twice in the same place, while the first is not stored, is one message. */
export const createSay = ({ client, random, draft, how, setDraft, detach, go, notify }: SayDeps): AppActions["say"] => {
  const outgoing = new Map<SessionId | "new", Outgoing>();

  const deliver = async (key: SessionId | "new", message: Outgoing, delivery: Delivery): Promise<void> => {
    if (message.sessionId === undefined) {
      const created = await client.send({ type: "create-session" });
      if (!created.ok) return notify({ tone: "error", text: created.error.message });
      message.sessionId = created.value.sessionId;
    }
    const { sessionId, text, messageId, pictures } = message;
    const files = pictures.length === 0 ? {} : { pictures: pictures.map(fileOf) };
    const sent = await client.send({ ...how(sessionId, delivery), sessionId, messageId, text, ...files });
    if (!sent.ok) return notify({ tone: "error", text: sent.error.message });
    outgoing.delete(key);
    // What was typed meanwhile stays.
    if (draft(key).trim() === text) setDraft(key, "");
    if (pictures.length > 0) {
      detach(
        sessionId,
        pictures.map(({ id }) => id),
      );
    }
    if (key === "new") go({ type: "session", sessionId });
  };

  return (text, sessionId, attachments = [], delivery = "steer") => {
    const wanted = text.trim();
    const pictures = attachments.filter(isReady);
    const key = sessionId ?? "new";
    if (wanted === "" && pictures.length === 0) return Promise.resolve();
    const before = outgoing.get(key);
    const again = isSame(before, wanted, pictures);
    if (again && before.inFlight !== undefined) return before.inFlight;
    const message: Outgoing = again
      ? before
      : { text: wanted, pictures, messageId: messageId(random.id("message")), sessionId, inFlight: undefined };
    outgoing.set(key, message);
    message.inFlight = deliver(key, message, delivery).finally(() => {
      message.inFlight = undefined;
    });
    return message.inFlight;
  };
};
