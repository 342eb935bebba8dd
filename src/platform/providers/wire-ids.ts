import type { CallId } from "../../kernel/base/ids.ts";
import type { Message } from "../../kernel/conversation/message.ts";

/** The ids under which the calls of a history are sent, told message by message. */
export interface WireIds {
  /** Names the calls of the next message. */
  readonly add: (message: Message) => void;
  /** Forgets all but the first messages. */
  readonly truncate: (count: number) => void;
  /** Ours where no message so far has the call. */
  readonly idOf: (callId: CallId) => string;
}

interface Named {
  readonly callId: CallId;
  readonly id: string;
  readonly before: string | undefined;
}

/**
 * A call is sent under the id that the model gave, because signed thinking holds only for the very conversation that it was
 * part of, and some servers know their own ids only. Ours stands in where that one does not match `taken` or names two calls;
 * `own` is how ours is written on this wire.
 */
export const createWireIds = (taken: RegExp, own: (callId: CallId) => string = (callId) => callId): WireIds => {
  const ids = new Map<CallId, string>();
  const used = new Set<string>();
  const messages: (readonly Named[])[] = [];

  const name = (callId: CallId, wireId: string): Named => {
    let id = taken.test(wireId) ? wireId : own(callId);
    for (let next = 0; used.has(id); next += 1) id = next === 0 ? own(callId) : own(`${callId}_${next}` as CallId);
    const before = ids.get(callId);
    used.add(id);
    ids.set(callId, id);
    return { callId, id, before };
  };

  return {
    add: ({ blocks }) => {
      const named: Named[] = [];
      for (const block of blocks) if (block.type === "tool-call") named.push(name(block.callId, block.wireId));
      messages.push(named);
    },
    truncate: (count) => {
      while (messages.length > count) {
        for (const { callId, id, before } of messages.pop()?.toReversed() ?? []) {
          used.delete(id);
          if (before === undefined) ids.delete(callId);
          else ids.set(callId, before);
        }
      }
    },
    idOf: (callId) => ids.get(callId) ?? own(callId),
  };
};
