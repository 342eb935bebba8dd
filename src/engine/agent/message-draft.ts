import type { MessageId } from "../../kernel/ids.ts";
import { createJoinedText, type JoinedText } from "../../kernel/joined-text.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Block, Message } from "../../kernel/message.ts";

/** An assistant message while it arrives. Neighbouring pieces of one kind are one block. */
export interface MessageDraft {
  readonly messageId: MessageId;
  readonly addText: (kind: "text" | "thinking", text: string) => void;
  readonly addOpaque: (provider: string, value: JsonValue) => void;
  readonly addBlocks: (blocks: readonly Block[]) => void;
  /** Whether a piece of text, not of thinking, has come. */
  readonly hasText: () => boolean;
  /** The message so far. */
  readonly message: () => Message;
}

export const createMessageDraft = (messageId: MessageId): MessageDraft => {
  const blocks: Block[] = [];
  let kind: "text" | "thinking" = "text";
  let text: JoinedText | undefined;
  const close = (): void => {
    if (text === undefined || text.length() === 0) return;
    const last = blocks.at(-1);
    if (last?.type === kind) blocks[blocks.length - 1] = { type: kind, text: last.text + text.read() };
    else blocks.push({ type: kind, text: text.read() });
    text = undefined;
  };
  return {
    messageId,
    addText: (nextKind, piece) => {
      if (nextKind !== kind) close();
      kind = nextKind;
      text ??= createJoinedText();
      text.add(piece);
    },
    addOpaque: (provider, value) => {
      close();
      blocks.push({ type: "opaque", provider, value });
    },
    addBlocks: (more) => {
      close();
      blocks.push(...more);
    },
    hasText: () => (kind === "text" && text !== undefined && text.length() > 0) || blocks.some(({ type }) => type === "text"),
    message: () => {
      close();
      return { messageId, role: "assistant", blocks: [...blocks] };
    },
  };
};
