import { expect, test } from "vitest";
import { messageId } from "../../kernel/base/ids.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { createSteeringQueue } from "./steering.ts";

const said = (id: string): Message => ({ messageId: messageId(id), role: "user", blocks: [{ type: "text", text: id }] });
const ids = (messages: readonly Message[]): readonly string[] => messages.map((message) => message.messageId);

test("the loop takes what steers, in order and once; what is to be said later stays", () => {
  const queue = createSteeringQueue();
  queue.add(said("a"));
  queue.add(said("b"), "later");
  queue.add(said("c"));
  queue.add(said("a"));
  expect([queue.isEmpty(), ids(queue.take()), queue.isEmpty(), ids(queue.take())]).toEqual([false, ["a", "c"], true, []]);
  expect([queue.firstLater()?.messageId, queue.size()]).toEqual(["b", 1]);
});

test("a message moves between the two moments and to another place until the loop took it", () => {
  const queue = createSteeringQueue();
  for (const id of ["a", "b", "c"]) queue.add(said(id));
  const moves = [queue.move(messageId("c"), "steer", messageId("a")), queue.move(messageId("b"), "later", null)];
  expect([moves, ids(queue.take())]).toEqual([
    [true, true],
    ["c", "a"],
  ]);
  expect([queue.move(messageId("a"), "later", null), queue.withdraw(messageId("a")), queue.withdraw(messageId("b"))]).toEqual([
    false,
    false,
    true,
  ]);
});
