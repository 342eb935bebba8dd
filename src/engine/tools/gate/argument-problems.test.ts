import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../../kernel/base/clock.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { JsonObject, JsonValue } from "../../../kernel/base/json.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { createAskUserTool } from "../builtin/ask-user.ts";
import { createBuiltinTools } from "../builtin/builtin-tools.ts";
import { createTodoWriteTool } from "../builtin/todo.ts";
import { argumentProblems, argumentSentences, refusalOf } from "./argument-problems.ts";
import { checkArguments } from "./arguments.ts";
import { call, createWorld, unwrap } from "./gate-world.fake.ts";
import { createToolRegistry } from "./registry.ts";

const registry = createToolRegistry([...createBuiltinTools({ clock: systemClock }), createTodoWriteTool(), createAskUserTool()]);
const tool = (name: string): Tool => {
  const found = registry.find(name);
  if (found === undefined) throw new Error(`There is no tool ${name}.`);
  return found;
};

const task = (content: JsonValue, more: JsonObject = {}): JsonObject => ({
  content,
  status: "pending",
  activeForm: "x",
  ...more,
});

test.each<readonly [string, string, JsonValue, readonly string[]]>([
  ["nothing where all is well", "read", { file_path: "/a" }, []],
  [
    "what is missing, of another type, out of range and not there, at once",
    "read",
    { offset: 0.5, limit: 0, path: "/a", "x\u202E": 1 },
    [
      "file_path is missing.",
      "offset must be a whole number; it is a number.",
      "limit must be at least 1; it is 0.",
      "path must not be there; perhaps file_path is meant; there may be file_path, offset, limit.",
      '["x\\u{202E}"] must not be there; there may be file_path, offset, limit.',
    ],
  ],
  ["null, which is there and of another type", "read", { file_path: null }, ["file_path must be text; it is null."]],
  ["what is no object", "read", ["/a"], ["The arguments must be an object; it is a list."]],
  ["nothing at all", "read", null, ["The arguments must be an object; it is null."]],
  [
    "places inside lists",
    "todo_write",
    { todos: [task("a"), task(7, { status: "open" }), task("b", { due: 1 })] },
    [
      "todos[1].content must be text; it is a whole number.",
      'todos[1].status must be one of "pending", "in_progress", "completed"; it is "open".',
      "todos[2].due must not be there; there may be content, status, activeForm.",
    ],
  ],
  [
    "what the schema cannot say, beside what it can",
    "read",
    { file_path: "/a/../../b", limit: "2" },
    ["limit must be a whole number; it is text."],
  ],
  ["what only the tool checks", "todo_write", { todos: [task("  ")] }, ["todos[0].content must not be empty."]],
])("the validator names %s", (_name, name, input, problems) => {
  expect(argumentSentences(tool(name), input).slice(0, problems.length || 1)).toEqual(problems);
});

test("what a tool checks itself is told with its place, also where something else is wrong", () => {
  const problems = argumentProblems(tool("read"), { file_path: "/\u0000", limit: "2" });
  expect(problems.map(({ path }) => path)).toEqual(["limit", "file_path"]);
  expect(argumentProblems(tool("read"), { file_path: "/\u0000" })).toEqual([problems[1]]);
});

test("a problem is found exactly where the tool cannot read its arguments", () => {
  const value = fc.oneof(fc.constant("/a"), fc.jsonValue());
  const names = ["file_path", "offset", "limit", "content", "pattern", "todos", "questions", "other"];
  const input = fc.dictionary(fc.constantFrom(...names), value).map((one) => one as JsonObject);
  fc.assert(
    fc.property(fc.constantFrom(...registry.names()), input, (name, given) => {
      expect(argumentProblems(tool(name), given).length > 0).toBe(!tool(name).parse(given).ok);
    }),
  );
});

const refusal = (name: string, input: JsonValue): Failure => {
  const checked = checkArguments(registry, name, input);
  if (checked.ok) throw new Error("It can run.");
  return refusalOf(registry, name, input, checked.error.failure);
};

test("an unknown tool is refused with the one that was probably meant", () => {
  expect(["Read", "reed", "read_file", "xyz"].map((name) => refusal(name, {}).message.split(" Available")[0])).toEqual([
    "tool 'Read' not found. Perhaps 'read' is meant.",
    "tool 'reed' not found. Perhaps 'read' is meant.",
    "tool 'read_file' not found. Perhaps 'read' is meant.",
    "tool 'xyz' not found.",
  ]);
});

test("the model reads all of it as the result of its call, and the person who edits one as well", async () => {
  const world = createWorld({ tools: () => createBuiltinTools({ clock: systemClock }), level: "ask-every-change" });
  const settled = unwrap(await world.settle(call(1, "read", { limit: "2" }), call(2, "readd", {})));
  expect(settled.map(({ resultText }) => resultText.split(" Available")[0])).toEqual([
    "Error: the arguments of 'read' are not valid, so it did not run: file_path is missing. limit must be a whole number; it is text. Correct them and call again.",
    "Error: tool 'readd' not found. Perhaps 'read' is meant.",
  ]);
  const writing = world.settle(call(3, "write", { file_path: "/a", content: "a" }));
  await world.calm();
  const { approvalId } = world.pending()[0] ?? {};
  expect(await world.answer(String(approvalId), { type: "edit", input: { file_path: 1 } })).toMatchObject({
    error: { message: expect.stringContaining("content is missing. file_path must be text; it is a whole number.") },
  });
  world.stop.abort();
  await writing;
});
