import type { MessageId } from "../../kernel/base/ids.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { FormView, MessageEnding, MessageView } from "./session-view.ts";
import { createStreamedText, type StreamedText } from "./streamed-text.ts";

interface MessageDraft {
  readonly messageId: MessageId;
  readonly text: StreamedText;
  readonly thinking: StreamedText;
  /** Undefined while only live pieces speak of it: it is shown once the log knows it. */
  startedAt: number | undefined;
  thinkingAt: number | undefined;
  thinkingMs: number | undefined;
  ending: MessageEnding | undefined;
  form: FormView | undefined;
}

/** The model's messages of a session. */
export interface MessagesFold {
  readonly messages: ReadonlyMap<MessageId, MessageView>;
  /** False when it was started before. */
  readonly start: (messageId: MessageId, at: number) => boolean;
  readonly append: (kind: LiveText["kind"], messageId: MessageId, offset: number, text: string, at: number) => void;
  readonly live: (piece: LiveText) => void;
  /** Something other than thinking came: the thinking is over. */
  readonly endThinking: (messageId: MessageId, at: number) => void;
  readonly end: (messageId: MessageId, ending: MessageEnding, at: number) => void;
  /** False where the message is not known. */
  readonly form: (messageId: MessageId, form: FormView) => boolean;
  /** Drops live text of messages that will never end: their run broke off. */
  readonly abandon: () => void;
  /** Makes the views of the messages that changed. */
  readonly flush: () => void;
}

const messageView = (draft: MessageDraft, startedAt: number): MessageView => ({
  messageId: draft.messageId,
  text: draft.text.value(),
  thinking: draft.thinking.value(),
  startedAt,
  ...(draft.thinkingMs === undefined ? {} : { thinkingMs: draft.thinkingMs }),
  ...(draft.ending === undefined ? {} : { ending: draft.ending }),
  ...(draft.form === undefined ? {} : { form: draft.form }),
});

export const createMessagesFold = (): MessagesFold => {
  const messages = new Map<MessageId, MessageView>();
  const drafts = new Map<MessageId, MessageDraft>();
  const open = new Set<MessageDraft>();
  const changed = new Set<MessageDraft>();

  const draftOf = (messageId: MessageId): MessageDraft => {
    const found = drafts.get(messageId);
    if (found !== undefined) return found;
    const draft: MessageDraft = {
      messageId,
      text: createStreamedText(),
      thinking: createStreamedText(),
      startedAt: undefined,
      thinkingAt: undefined,
      thinkingMs: undefined,
      ending: undefined,
      form: undefined,
    };
    drafts.set(messageId, draft);
    open.add(draft);
    return draft;
  };
  const close = (draft: MessageDraft): void => {
    draft.text.close();
    draft.thinking.close();
    open.delete(draft);
    changed.add(draft);
  };
  const endThinking = (draft: MessageDraft, at: number): void => {
    if (draft.thinkingAt === undefined || draft.thinkingMs !== undefined) return;
    draft.thinkingMs = Math.max(0, at - draft.thinkingAt);
    changed.add(draft);
  };

  return {
    messages,
    start: (messageId, at) => {
      const draft = draftOf(messageId);
      if (draft.startedAt !== undefined) return false;
      draft.startedAt = at;
      changed.add(draft);
      return true;
    },
    append: (kind, messageId, offset, text, at) => {
      if (typeof text !== "string" || !Number.isSafeInteger(offset)) throw new Error("The entry holds no text.");
      const draft = draftOf(messageId);
      draft.startedAt ??= at;
      if (kind === "thinking") draft.thinkingAt ??= at;
      else endThinking(draft, at);
      (kind === "thinking" ? draft.thinking : draft.text).addStored(offset, text);
      changed.add(draft);
    },
    live: ({ kind, messageId, offset, text }) => {
      const draft = draftOf(messageId);
      (kind === "thinking" ? draft.thinking : draft.text).addLive(offset, text);
      changed.add(draft);
    },
    endThinking: (messageId, at) => endThinking(draftOf(messageId), at),
    end: (messageId, ending, at) => {
      const draft = draftOf(messageId);
      draft.startedAt ??= at;
      endThinking(draft, at);
      draft.ending = ending;
      close(draft);
    },
    form: (messageId, form) => {
      const draft = drafts.get(messageId);
      if (draft === undefined) return false;
      draft.form = form;
      changed.add(draft);
      return true;
    },
    abandon: () => {
      for (const draft of [...open]) close(draft);
    },
    flush: () => {
      for (const draft of changed) {
        if (draft.startedAt !== undefined) messages.set(draft.messageId, messageView(draft, draft.startedAt));
      }
      changed.clear();
    },
  };
};
