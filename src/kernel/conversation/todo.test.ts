import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, runId } from "../base/ids.ts";
import { defaultRunLimits } from "../limits/limits.ts";
import type { LogEntry } from "../log/log-entry.ts";
import { type Todo, type TodoStatus, todoLines, todosAfter } from "./todo.ts";

const run = runId("run");
const todo = (content: string, status: TodoStatus): Todo => ({ content, status, activeForm: `${content}ing` });

const settled = (seq: number, todos: unknown, isDone = true): LogEntry => {
  const output = { text: "", isError: false, ...(todos === undefined ? {} : { todos }) } as { text: string; isError: boolean };
  return {
    seq,
    at: seq,
    causes: [],
    origins: [],
    event: {
      type: "call-settled",
      callId: callId(`c${seq}`),
      tool: "todo_write",
      inputHash: "h",
      outcome: isDone ? { type: "done", output } : { type: "stopped", when: "waiting" },
      durationMs: 0,
    },
  };
};

test("a list reads as its progress, the task under way, and a line with an icon for each", () => {
  expect(todoLines([todo("Look", "completed"), todo("Ask", "in-progress"), todo("Write", "pending")])).toBe(
    "TODO (1/3) - Asking\n  ✓ Look\n  ⚡ Ask\n  ○ Write",
  );
  expect([todoLines([todo("Look", "completed")]), todoLines([])]).toEqual(["TODO (1/1)\n  ✓ Look", "No tasks"]);
});

test("the last list counts, an empty one too, and calls that set none change nothing", () => {
  const [first, second] = [[todo("Look", "pending")], [todo("Ask", "pending")]];
  expect(todosAfter([], run)).toEqual([]);
  expect(todosAfter([settled(1, first), settled(2, second), settled(3, undefined), settled(4, first, false)], run)).toEqual(
    second,
  );
  expect(todosAfter([settled(1, first), settled(2, [])], run)).toEqual([]);
});

test("a nested run keeps a list of its own, and the session's runs share one", () => {
  const child = runId("child");
  const start: LogEntry = {
    ...settled(2, undefined),
    runId: child,
    event: {
      type: "run-started",
      model: { provider: "demo" },
      limits: defaultRunLimits,
      level: "ask-risky",
      parent: { runId: run, callId: callId("c"), agentPath: ["research"] },
    },
  };
  const [shared, own] = [[todo("Look", "pending")], [todo("Ask", "pending")]];
  const log = [{ ...settled(1, shared), runId: run }, start, { ...settled(3, own), runId: child }];
  expect([todosAfter(log, run), todosAfter(log, child), todosAfter(log, runId("next"))]).toEqual([shared, own, shared]);
});

test("a damaged list is no list", () => {
  const good = [todo("Look", "pending")];
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.record({ content: fc.string(), status: fc.string() }))), (value) => {
      fc.pre(!(Array.isArray(value) && value.length === 0) && value !== undefined);
      expect(todosAfter([settled(1, good), settled(2, value)], run)).toBe(good);
    }),
  );
});
