import type { RunId } from "../base/ids.ts";
import type { LogEntry } from "../log/log-entry.ts";
import { lastSetFor } from "./nested-run.ts";

export type TodoStatus = "pending" | "in-progress" | "completed";

/** One line of the list that an agent keeps of its own work. */
export interface Todo {
  readonly content: string;
  readonly status: TodoStatus;
  /** The same, said of what is being done: "Watering the ferns". */
  readonly activeForm: string;
}

const todoIcons: Readonly<Record<TodoStatus, string>> = { pending: "○", "in-progress": "⚡", completed: "✓" };

/** How far a list is: what is done of all, and what is being done. */
export const todoProgress = (
  todos: readonly Todo[],
): { readonly done: number; readonly total: number; readonly current: Todo | undefined } => ({
  done: todos.filter(({ status }) => status === "completed").length,
  total: todos.length,
  current: todos.find(({ status }) => status === "in-progress"),
});

/** The list as lines of text, as the model reads it. */
export const todoLines = (todos: readonly Todo[]): string => {
  if (todos.length === 0) return "No tasks";
  const { done, total, current } = todoProgress(todos);
  const head = `TODO (${done}/${total})${current === undefined ? "" : ` - ${current.activeForm}`}`;
  return [head, ...todos.map(({ status, content }) => `  ${todoIcons[status]} ${content}`)].join("\n");
};

const isTodo = (value: unknown): value is Todo =>
  typeof value === "object" &&
  value !== null &&
  "content" in value &&
  typeof value.content === "string" &&
  "activeForm" in value &&
  typeof value.activeForm === "string" &&
  "status" in value &&
  typeof value.status === "string" &&
  Object.hasOwn(todoIcons, value.status);

/** The list that an entry sets in place of the one before; undefined where it sets none, or a damaged one. */
export const todosSetBy = ({ event }: Pick<LogEntry, "event">): readonly Todo[] | undefined => {
  if (event.type !== "call-settled" || event.outcome.type !== "done") return undefined;
  const { todos } = event.outcome.output;
  return Array.isArray(todos) && todos.every(isTodo) ? todos : undefined;
};

/**
 * The list of the agent of a run, after the last of its session's entries; empty before it was first written. Runs of the session
 * itself share one, each nested run has its own.
 */
export const todosAfter = (entries: readonly LogEntry[], runId: RunId): readonly Todo[] =>
  lastSetFor(entries, runId, todosSetBy) ?? [];
