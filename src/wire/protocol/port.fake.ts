import type { Port } from "./port.ts";

/** Two ends of a channel inside one thread: messages are cloned and arrive a microtask later, in order. */
export const createFakeChannel = <Left, Right>(): { readonly left: Port<Left, Right>; readonly right: Port<Right, Left> } => {
  const end = <Out, In>(): { listener?: (message: In) => void; early: In[]; closed: boolean } & { out?: Out } => ({
    early: [],
    closed: false,
  });
  const [left, right] = [end<Left, Right>(), end<Right, Left>()];
  const port = <Out, In>(
    mine: { listener?: (message: In) => void; early: In[]; closed: boolean },
    other: { listener?: (message: Out) => void; early: Out[]; closed: boolean },
  ): Port<Out, In> => ({
    send: (message) => {
      if (mine.closed) return;
      const copy = structuredClone(message);
      void Promise.resolve().then(() => {
        if (other.closed) return;
        if (other.listener === undefined) other.early.push(copy);
        else other.listener(copy);
      });
    },
    listen: (listener) => {
      mine.listener = listener;
      for (const message of mine.early.splice(0)) listener(message);
    },
    close: () => {
      mine.closed = true;
    },
  });
  return { left: port<Left, Right>(left, right), right: port<Right, Left>(right, left) };
};

/** A BroadcastChannel inside one thread: every other end hears what one sends. */
export const createFakeBroadcast = <Message>(): (() => Port<Message, Message>) => {
  const ends = new Set<{ listener?: (message: Message) => void }>();
  return () => {
    const mine: { listener?: (message: Message) => void } = {};
    ends.add(mine);
    return {
      send: (message) => {
        for (const other of ends) {
          if (other === mine) continue;
          const copy = structuredClone(message);
          void Promise.resolve().then(() => ends.has(other) && other.listener?.(copy));
        }
      },
      listen: (listener) => {
        mine.listener = listener;
      },
      close: () => void ends.delete(mine),
    };
  };
};
