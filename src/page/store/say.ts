import { type MessageId, messageId, type RunId, type SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { Reference } from "../../kernel/conversation/message.ts";
import type { PictureFile } from "../../kernel/conversation/picture.ts";
import type { Delivery } from "../../kernel/conversation/waiting.ts";
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
  /** What the message is about that is written there. */
  readonly references: (key: SessionId | "new") => readonly Reference[];
  readonly dropReference: (key: SessionId, reference: Reference) => void;
  readonly how: (sessionId: SessionId, delivery: Delivery) => HowToSay;
}

type ReadyPicture = Extract<Attachment, { readonly status: "ready" }>;

const isReady = (attachment: Attachment): attachment is ReadyPicture => attachment.status === "ready";

const fileOf = ({ picture: { bytes, name, pages } }: ReadyPicture): PictureFile => ({
  bytes,
  name,
  ...(pages === undefined ? {} : { pages }),
});

const isSame = (
  before: Outgoing | undefined,
  { about, pictures, text }: Pick<Outgoing, "about" | "pictures" | "text">,
): before is Outgoing =>
  before?.text === text &&
  before.about.map(({ id }) => id).join(" ") === about.map(({ id }) => id).join(" ") &&
  before.pictures.length === pictures.length &&
  before.pictures.every(({ id }, index) => id === pictures[index]?.id);

/** A message on its way. It keeps its name until it is stored, so that trying again cannot send it twice. */
interface Outgoing {
  readonly text: string;
  readonly pictures: readonly ReadyPicture[];
  readonly about: readonly Reference[];
  readonly messageId: MessageId;
  sessionId: SessionId | undefined;
  inFlight: Promise<void> | undefined;
}

/** Makes `AppActions.say`: the same text and pictures twice in the same place, while the first is not stored, is one message. */
export const createSay = ({
  client,
  random,
  draft,
  references,
  dropReference,
  how,
  setDraft,
  detach,
  go,
  notify,
}: SayDeps): AppActions["say"] => {
  const outgoing = new Map<SessionId | "new", Outgoing>();

  const deliver = async (key: SessionId | "new", message: Outgoing, delivery: Delivery): Promise<void> => {
    if (message.sessionId === undefined) {
      const created = await client.send({ type: "create-session" });
      if (!created.ok) return notify({ tone: "error", text: created.error.message });
      message.sessionId = created.value.sessionId;
    }
    const { about, sessionId, text, messageId, pictures } = message;
    const files = pictures.length === 0 ? {} : { pictures: pictures.map(fileOf) };
    const sent = await client.send({
      ...how(sessionId, delivery),
      sessionId,
      messageId,
      text,
      ...files,
      ...(about.length === 0 ? {} : { about }),
    });
    if (!sent.ok) return notify({ tone: "error", text: sent.error.message });
    outgoing.delete(key);
    // What was typed meanwhile stays.
    if (draft(key).trim() === text) setDraft(key, "");
    for (const one of about) dropReference(sessionId, one);
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
    const about = references(key);
    const again = isSame(before, { about, pictures, text: wanted });
    if (again && before.inFlight !== undefined) return before.inFlight;
    const message: Outgoing = again
      ? before
      : { text: wanted, pictures, about, messageId: messageId(random.id("message")), sessionId, inFlight: undefined };
    outgoing.set(key, message);
    message.inFlight = deliver(key, message, delivery).finally(() => {
      message.inFlight = undefined;
    });
    return message.inFlight;
  };
};
