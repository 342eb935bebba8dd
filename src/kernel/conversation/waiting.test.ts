import fc from "fast-check";
import { expect, test } from "vitest";
import { type MessageId, messageId } from "../base/ids.ts";
import type { Event } from "../log/event.ts";
import { type Delivery, foldWaiting, type WaitingSaid } from "./waiting.ts";

const queued = (id: string, delivery?: Delivery): Event => ({
  type: "steer-queued",
  messageId: messageId(id),
  text: id,
  ...(delivery === undefined ? {} : { delivery }),
});
const moved = (id: string, delivery: Delivery, before: string | null): Event => ({
  type: "steer-moved",
  messageId: messageId(id),
  delivery,
  before: before === null ? null : messageId(before),
});
const after = (...events: readonly Event[]): readonly WaitingSaid[] => events.reduce(foldWaiting, []);
const shown = (waiting: readonly WaitingSaid[]): readonly string[] => waiting.map(({ text, delivery }) => `${delivery} ${text}`);

test("what waits keeps its order, moves before another one, and changes its moment", () => {
  const all = [queued("a"), queued("b", "later"), queued("c", "later")];
  expect(shown(after(...all))).toEqual(["steer a", "later b", "later c"]);
  expect(shown(after(...all, moved("c", "later", "b")))).toEqual(["steer a", "later c", "later b"]);
  expect(shown(after(...all, moved("b", "steer", "a")))).toEqual(["steer b", "steer a", "later c"]);
  expect(shown(after(...all, moved("a", "later", null)))).toEqual(["later b", "later c", "later a"]);
});

test("a move before a message that is gone makes it the last one", () => {
  expect(shown(after(queued("a"), queued("b"), moved("a", "steer", "gone")))).toEqual(["steer b", "steer a"]);
});

test("what is said or taken back no longer waits, and cannot be moved", () => {
  const said: Event = { type: "user-message", messageId: messageId("a"), blocks: [] };
  const taken: Event = { type: "steer-withdrawn", messageId: messageId("b") };
  const waiting = after(queued("a"), queued("b"), said, taken);
  expect([waiting, foldWaiting(waiting, moved("a", "later", null))]).toEqual([[], waiting]);
});

test("a moment that nobody knows is steering", () => {
  const odd = { ...queued("a"), delivery: "tomorrow" } as unknown as Event;
  expect(shown(after(odd))).toEqual(["steer a"]);
});

test("any order of events leaves each message that was neither said nor taken back exactly once", () => {
  const id = fc.constantFrom("a", "b", "c", "d");
  const delivery = fc.constantFrom<Delivery>("steer", "later");
  const event = fc.oneof(
    fc.tuple(id, delivery).map(([one, when]) => queued(one, when)),
    fc.tuple(id, delivery, fc.option(id)).map(([one, when, before]) => moved(one, when, before)),
    id.map((one): Event => ({ type: "steer-withdrawn", messageId: messageId(one) })),
    id.map((one): Event => ({ type: "user-message", messageId: messageId(one), blocks: [] })),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const expected = new Set<MessageId>();
      for (const one of events) {
        if (one.type === "steer-queued") expected.add(one.messageId);
        else if (one.type !== "steer-moved" && "messageId" in one) expected.delete(one.messageId);
      }
      const ids = after(...events).map((said) => said.messageId);
      expect(ids.toSorted()).toEqual([...expected].toSorted());
    }),
  );
});
