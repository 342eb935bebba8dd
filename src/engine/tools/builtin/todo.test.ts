import { expect, test } from "vitest";
import { ok } from "../../../kernel/base/result.ts";
import { todosAfter } from "../../../kernel/conversation/todo.ts";
import { call, createWorld, unwrap, type World } from "../gate/gate-world.fake.ts";
import { createTodoReadTool, createTodoWriteTool } from "./todo.ts";

const createTodoWorld = (): World => {
  const world: World = createWorld({
    tools: () => [
      createTodoWriteTool(),
      createTodoReadTool({ todosIn: async ({ runId }) => ok(todosAfter(world.store.entries, runId)) }),
    ],
  });
  return world;
};

const todos = [
  { content: "Look", status: "completed", activeForm: "Looking" },
  { content: " Ask ", status: "in_progress", activeForm: "Asking" },
];

test("a list is written as a whole, stored with its call, and read back", async () => {
  const world = createTodoWorld();
  const written = unwrap(await world.settle(call(1, "todo_write", { todos })));
  const read = unwrap(await world.settle(call(2, "todo_read")));
  const text = "TODO (1/2) - Asking\n  ✓ Look\n  ⚡ Ask";
  expect([...written, ...read].map(({ resultText }) => resultText)).toEqual([`TODO list updated.\n${text}`, text]);
  expect(todosAfter(world.store.entries, world.scope.runId)).toEqual([
    { content: "Look", status: "completed", activeForm: "Looking" },
    { content: "Ask", status: "in-progress", activeForm: "Asking" },
  ]);
  await world.settle(call(3, "todo_write", { todos: [] }));
  const [emptied] = unwrap(await world.settle(call(4, "todo_read")));
  expect(emptied?.resultText).toBe("No tasks");
});

test("a list that cannot be read is refused with its reasons, and the one before stays", async () => {
  const world = createTodoWorld();
  await world.settle(call(1, "todo_write", { todos }));
  const before = todosAfter(world.store.entries, world.scope.runId);
  const wrong = { todos: [{ content: "", status: "soon", activeForm: "x", priority: 1 }] };
  const [settled] = unwrap(await world.settle(call(2, "todo_write", wrong)));
  expect([settled?.isError, todosAfter(world.store.entries, world.scope.runId)]).toEqual([true, before]);
});
