import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { momentsOf } from "./moments.ts";

const entry = (seq: number, event: Event, turn?: number): LogEntry => ({
  seq,
  at: seq,
  causes: [],
  origins: [],
  event,
  ...(turn === undefined ? {} : { turn }),
});
const message = messageId("m");
const entries: readonly LogEntry[] = [
  entry(1, { type: "user-message", messageId: message, blocks: [] }),
  entry(2, { type: "turn-started" }, 1),
  entry(
    3,
    {
      type: "call-requested",
      messageId: message,
      callId: callId("c"),
      wireId: "w",
      tool: "edit",
      input: {},
      headline: { verb: "Edited", object: "/plan.md" },
      access: "write",
    },
    1,
  ),
  entry(4, { type: "message-ended", messageId: message, reason: { type: "tool-use" }, usage: noUsage, durationMs: 1 }, 1),
  entry(5, { type: "message-ended", messageId: message, reason: { type: "end-turn" }, usage: noUsage, durationMs: 1 }, 2),
];

test("moments are the entries that have a name, newest first", () => {
  expect(momentsOf(entries, 10)).toEqual([
    { seq: 5, title: "Turn 2, answered", mark: "model" },
    { seq: 3, title: "Turn 1, Edited /plan.md", mark: "write" },
    { seq: 1, title: "You said something", mark: "user" },
  ]);
});

test("no more than asked for are made", () => {
  expect(momentsOf(entries, 1).map(({ seq }) => seq)).toEqual([5]);
});
