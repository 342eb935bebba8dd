import * as z from "zod/mini";
import type { Failure } from "../../../kernel/base/failure.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { CallScope } from "../../../kernel/contracts/gate.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { type Todo, type TodoStatus, todoLines, todoProgress } from "../../../kernel/conversation/todo.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool } from "./schema.ts";

/** Where the list of a session is read. */
export interface TodoBookDep {
  /** The list as the log has it. */
  readonly todosIn: (about: Pick<CallScope, "sessionId" | "runId">) => Promise<Result<readonly Todo[], Failure>>;
}

const maxTodos = 100;
const line = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

/** As models write it. */
const statuses: Readonly<Record<"pending" | "in_progress" | "completed", TodoStatus>> = {
  pending: "pending",
  in_progress: "in-progress",
  completed: "completed",
};

const progressWords = (todos: readonly Todo[]): string => {
  const { done, total, current } = todoProgress(todos);
  return total === 0 ? "no tasks" : `${done} of ${total} done${current === undefined ? "" : `, ${current.activeForm}`}`;
};

type WrittenTodo = Omit<Todo, "status"> & { readonly status: keyof typeof statuses };

const listOf = (written: readonly WrittenTodo[]): readonly Todo[] =>
  written.map(({ content, status, activeForm }) => ({ content, status: statuses[status], activeForm }));

export const createTodoWriteTool = (): Tool =>
  defineTool({
    name: "todo_write",
    description:
      "Writes the list of what you do in this session, in place of the one before; the person sees it. For work of three steps or more: one task in progress at a time, marked as completed as soon as it is. Nothing is in it that you do not pass.",
    access: "read",
    permissions: [],
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      todos: z
        .array(
          z.strictObject({
            content: line.check(z.describe("The task: Water the ferns.")),
            status: z.enum(["pending", "in_progress", "completed"]),
            activeForm: line.check(z.describe("The same while it is being done: Watering the ferns.")),
          }),
        )
        .check(z.maxLength(maxTodos)),
    }),
    headline: ({ todos }) => ({ verb: "Planned", object: progressWords(listOf(todos)) }),
    paths: () => [],
    run: async ({ todos: written }) => {
      const todos = listOf(written);
      return ok({ text: `TODO list updated.\n${todoLines(todos)}`, isError: false, todos });
    },
  });

export const createTodoReadTool = ({ todosIn }: TodoBookDep): Tool =>
  defineTool({
    name: "todo_read",
    description: "Reads the list of what you do in this session, as it was last written.",
    access: "read",
    permissions: [],
    timeoutMs: toolTimeoutMs,
    schema: z.object({}),
    headline: () => ({ verb: "Read", object: "the task list" }),
    paths: () => [],
    run: async (_input, { caller }) => {
      if (caller === undefined) return refusal("There is no session here, so there is no list.");
      const todos = await todosIn(caller.scope);
      return todos.ok ? answer(todoLines(todos.value)) : todos;
    },
  });
