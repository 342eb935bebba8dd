import type { MessageId } from "../../kernel/base/ids.ts";
import { createJoinedText, type JoinedText } from "../../kernel/base/joined-text.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";

/** An assistant message while it arrives. Neighbouring pieces of one kind are one block. */
export interface MessageDraft {
  readonly messageId: MessageId;
  /** What is whole. */
  readonly blocks: Block[];
  /** Of the text that arrives. */
  kind: "text" | "thinking";
  text: JoinedText | undefined;
}

export const openDraft = (messageId: MessageId): MessageDraft => ({ messageId, blocks: [], kind: "text", text: undefined });

const close = (draft: MessageDraft): void => {
  const { blocks, kind, text } = draft;
  if (text === undefined || text.length() === 0) return;
  const last = blocks.at(-1);
  if (last?.type === kind) blocks[blocks.length - 1] = { type: kind, text: last.text + text.read() };
  else blocks.push({ type: kind, text: text.read() });
  draft.text = undefined;
};

export const addText = (draft: MessageDraft, kind: MessageDraft["kind"], piece: string): void => {
  if (kind !== draft.kind) close(draft);
  draft.kind = kind;
  draft.text ??= createJoinedText();
  draft.text.add(piece);
};

export const addBlock = (draft: MessageDraft, block: Block): void => {
  close(draft);
  draft.blocks.push(block);
};

/** Whether a piece of text, not of thinking, has come. */
export const hasText = ({ kind, text, blocks }: MessageDraft): boolean =>
  (kind === "text" && text !== undefined && text.length() > 0) || blocks.some(({ type }) => type === "text");

/** The message so far. */
export const messageOf = (draft: MessageDraft): Message => {
  close(draft);
  return { messageId: draft.messageId, role: "assistant", blocks: [...draft.blocks] };
};
