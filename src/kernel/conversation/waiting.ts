import type { MessageId } from "../base/ids.ts";
import type { Event } from "../log/event.ts";
import type { Said } from "./message.ts";

/**
 * When something is said that waits. `steer`: at the next point where the run that goes on can hear it, or with the next message
 * where none goes on. `later`: as a request of its own, after the run that goes on has completed.
 */
export type Delivery = "steer" | "later";

/** What the person said and no model has read yet. */
export interface WaitingSaid extends Said {
  readonly delivery: Delivery;
}

/** How many messages of one session wait at most. */
export const maxWaiting = 32;

/** A stored entry may say anything. */
const deliveryOf = (stored: Delivery | undefined): Delivery => (stored === "later" ? "later" : "steer");

/** Takes the place before another one, or the last place where that one is gone. */
export const placed = <Item extends { readonly messageId: MessageId }>(
  items: readonly Item[],
  item: Item,
  before: MessageId | null,
): readonly Item[] => {
  const others = items.filter(({ messageId }) => messageId !== item.messageId);
  const at = others.findIndex(({ messageId }) => messageId === before);
  return at === -1 ? [...others, item] : [...others.slice(0, at), item, ...others.slice(at)];
};

/**
 * What waits, in order, after one more of the session's entries; the same list where the entry is about something else.
 * Something that is said no longer waits; what names a message that does not wait changes nothing.
 */
export const foldWaiting = (waiting: readonly WaitingSaid[], event: Event): readonly WaitingSaid[] => {
  switch (event.type) {
    case "steer-queued": {
      const { about, messageId, text, pictures, delivery } = event;
      const said = {
        messageId,
        text: String(text),
        ...(pictures === undefined ? {} : { pictures }),
        ...(about === undefined ? {} : { about }),
      };
      return placed(waiting, { ...said, delivery: deliveryOf(delivery) }, null);
    }
    case "steer-moved": {
      const moved = waiting.find(({ messageId }) => messageId === event.messageId);
      return moved === undefined ? waiting : placed(waiting, { ...moved, delivery: deliveryOf(event.delivery) }, event.before);
    }
    case "branch-chosen":
      return waiting.filter(({ messageId }) => messageId !== event.edited);
    case "steer-withdrawn":
    case "user-message":
      return waiting.some(({ messageId }) => messageId === event.messageId)
        ? waiting.filter(({ messageId }) => messageId !== event.messageId)
        : waiting;
    default:
      return waiting;
  }
};
