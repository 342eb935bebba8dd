import type { MessageId } from "../../kernel/base/ids.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { type Delivery, placed } from "../../kernel/conversation/waiting.ts";

/** What the person says while a run goes on, as the loop sees it. */
export interface Inbox {
  /** Whether `take` would give something. */
  readonly isEmpty: () => boolean;
  /** Everything that steers, in order, each once. From here on it can no longer be withdrawn. */
  readonly take: () => readonly Message[];
}

/** The same, as the one who fills it sees it. */
export interface SteeringQueue extends Inbox {
  /** Adds a user message; one whose `messageId` was added before is the same message and ignored. `delivery`: `steer` unless said. */
  readonly add: (message: Message, delivery?: Delivery) => void;
  /** Takes a message back. False when it is not waiting: the model has it already, or it never came. */
  readonly withdraw: (messageId: MessageId) => boolean;
  /** As a `steer-moved` entry says. False when it is not waiting. */
  readonly move: (messageId: MessageId, delivery: Delivery, before: MessageId | null) => boolean;
  /** How many messages wait, whenever they are to be said. */
  readonly size: () => number;
  /** What is said first after the run. It stays in the queue. */
  readonly firstLater: () => Message | undefined;
}

interface Item {
  readonly messageId: MessageId;
  readonly message: Message;
  readonly delivery: Delivery;
}

export const createSteeringQueue = (): SteeringQueue => {
  let queue: readonly Item[] = [];
  const known = new Set<MessageId>();
  const find = (messageId: MessageId): Item | undefined => queue.find((item) => item.messageId === messageId);
  const steers = ({ delivery }: Item): boolean => delivery === "steer";
  return {
    add: (message, delivery = "steer") => {
      const { messageId } = message;
      if (known.has(messageId)) return;
      known.add(messageId);
      queue = [...queue, { messageId, message, delivery }];
    },
    withdraw: (messageId) => {
      if (find(messageId) === undefined) return false;
      queue = queue.filter((item) => item.messageId !== messageId);
      return true;
    },
    move: (messageId, delivery, before) => {
      const item = find(messageId);
      if (item === undefined) return false;
      queue = placed(queue, { ...item, delivery }, before);
      return true;
    },
    size: () => queue.length,
    isEmpty: () => !queue.some(steers),
    take: () => {
      const taken = queue.filter(steers);
      if (taken.length === 0) return [];
      queue = queue.filter((item) => !steers(item));
      return taken.map(({ message }) => message);
    },
    firstLater: () => queue.find(({ delivery }) => delivery === "later")?.message,
  };
};
