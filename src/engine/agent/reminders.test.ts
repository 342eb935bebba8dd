import { expect, test } from "vitest";
import { callId, messageId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { createReminders, withReminders } from "./reminders.ts";

const tools = [{ name: "todo_write", description: "", inputSchema: {} }];
let made = 0;

const asks = (tool: string, input: JsonObject): Message => {
  made += 1;
  const id = `c${made}`;
  return {
    messageId: messageId(`m${made}`),
    role: "assistant",
    blocks: [{ type: "tool-call", callId: callId(id), wireId: id, tool, input }],
  };
};
const hears: Message = { messageId: messageId("u"), role: "user", blocks: [{ type: "text", text: "Go" }] };
const distinct = (count: number): Message[] =>
  Array.from({ length: count }, (_, place) => [asks("read", { place }), hears]).flat();

const aboutAll = (messages: readonly Message[], maxTurns = 50): readonly (readonly string[])[] => {
  const reminders = createReminders([hears], 0);
  const moments = messages.flatMap((message, place) => (message.role === "user" ? [place + 1] : []));
  return moments.map((length, index) =>
    reminders.due({ messages: messages.slice(0, length), turn: index + 1, maxTurns, tools }).map(({ about }) => about),
  );
};

test("the budget is told once, when two turns are left after the one that begins", () => {
  expect(aboutAll([hears, ...distinct(4)], 5)).toEqual([[], [], ["turn-budget"], [], []]);
});

test("the list is hinted at after every five turns without it, and not where it was written or cannot be", () => {
  const flags = aboutAll([hears, ...distinct(10)]).map((about) => about.includes("todo"));
  expect(flags.flatMap((isDue, turn) => (isDue ? [turn] : []))).toEqual([5, 10]);
  const written = [hears, ...distinct(4), asks("todo_write", { todos: [] }), hears, ...distinct(4)];
  expect(aboutAll(written).flat()).toEqual([]);
  const messages = [hears, ...distinct(5)];
  expect(createReminders([hears], 0).due({ messages, turn: 6, maxTurns: 50, tools: [] })).toEqual([]);
});

test("the same call in two answers in a row is named; another order of its arguments is the same", () => {
  const twice = [hears, asks("read", { a: 1, b: [{ c: 2 }] }), hears, asks("read", { b: [{ c: 2 }], a: 1 }), hears];
  expect(aboutAll(twice)).toEqual([[], [], ["repeated-call"]]);
  const other = [hears, asks("read", { a: 1 }), hears, asks("read", { a: 2 }), hears, asks("list", { a: 2 }), hears];
  expect(aboutAll(other).flat()).toEqual([]);
});

test("a run that is taken up again is told the same as one that went on", () => {
  const messages = [hears, ...distinct(12)];
  const whole = aboutAll(messages);
  const resumedAt = 7;
  const history = messages.slice(0, 1 + 2 * resumedAt);
  const resumed = createReminders(history, resumedAt);
  const rest = [8, 9, 10, 11, 12, 13].map((turn) =>
    resumed.due({ messages: messages.slice(0, 2 * turn - 1), turn, maxTurns: 50, tools }).map(({ about }) => about),
  );
  expect(rest.slice(1)).toEqual(whole.slice(resumedAt + 1));
});

test("a note goes behind what was said, and the conversation stays as it is", () => {
  const messages = [hears];
  const sent = withReminders(messages, [{ about: "todo", text: "Look." }]);
  expect([sent, messages, withReminders(messages, []) === messages]).toEqual([
    [{ ...hears, blocks: [...hears.blocks, { type: "text", text: "<system-reminder>\nLook.\n</system-reminder>" }] }],
    [hears],
    true,
  ]);
});
