import type { CallId, MessageId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import type { CallBlock } from "./repair.ts";

/** An assistant message as the log tells it, piece by piece. */
export interface MessageFold {
  readonly messageId: MessageId;
  /** `offset` counts UTF-16 units of this message's text (or thinking). What was told before is not told again. */
  readonly append: (kind: "text" | "thinking", offset: number, text: string) => void;
  readonly addOpaque: (provider: string, value: JsonValue) => void;
  readonly addCall: (call: Omit<CallBlock, "type">) => void;
  readonly whole: () => Message;
  /** The message without its calls: it broke off. */
  readonly partial: () => Message;
}

/** Stands where an entry of the log could not be read. */
const lostMark = " […] ";

export const createMessageFold = (messageId: MessageId): MessageFold => {
  const blocks: Block[] = [];
  const calls = new Map<CallId, CallBlock>();
  const ends = { text: 0, thinking: 0 };
  const addText = (type: "text" | "thinking", text: string): void => {
    const last = blocks.at(-1);
    if (last?.type === type) blocks[blocks.length - 1] = { type, text: last.text + text };
    else blocks.push({ type, text });
  };
  const partial = (): Message => ({ messageId, role: "assistant", blocks: [...blocks] });
  return {
    messageId,
    append: (kind, offset, text) => {
      const known = ends[kind];
      const next = offset + text.length;
      if (!(next > known)) return;
      addText(kind, offset > known ? lostMark + text : text.slice(known - offset));
      ends[kind] = next;
    },
    addOpaque: (provider, value) => void blocks.push({ type: "opaque", provider, value }),
    addCall: ({ callId, wireId, tool, input, invalid }) => {
      if (calls.has(callId)) return;
      calls.set(callId, { type: "tool-call", callId, wireId, tool, input, ...(invalid === undefined ? {} : { invalid }) });
    },
    whole: () => ({ messageId, role: "assistant", blocks: [...blocks, ...calls.values()] }),
    partial,
  };
};
