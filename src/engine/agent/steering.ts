import type { MessageId } from "../../kernel/ids.ts";
import type { Message } from "../../kernel/message.ts";

/** What the person says while a run goes on, as the loop sees it. */
export interface Inbox {
  /** Whether `take` would give something. */
  readonly isEmpty: () => boolean;
  /** Everything that waits, oldest first, each once. From here on it can no longer be withdrawn. */
  readonly take: () => readonly Message[];
}

/** The same, as the one who fills it sees it. */
export interface SteeringQueue extends Inbox {
  /** Adds a user message; one whose `messageId` was added before is the same message and ignored. */
  readonly add: (message: Message) => void;
  /** Takes a message back. False when it is not waiting: the model has it already, or it never came. */
  readonly withdraw: (messageId: MessageId) => boolean;
}

export const createSteeringQueue = (waiting: readonly Message[] = []): SteeringQueue => {
  const queue = new Map<MessageId, Message>();
  const known = new Set<MessageId>();
  const add = (message: Message): void => {
    if (known.has(message.messageId)) return;
    known.add(message.messageId);
    queue.set(message.messageId, message);
  };
  for (const message of waiting) add(message);
  return {
    add,
    withdraw: (messageId) => queue.delete(messageId),
    isEmpty: () => queue.size === 0,
    take: () => {
      const taken = [...queue.values()];
      queue.clear();
      return taken;
    },
  };
};
