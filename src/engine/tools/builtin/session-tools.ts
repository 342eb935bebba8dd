import type { Tool } from "../../../kernel/contracts/tool.ts";
import { createAskUserTool } from "./ask-user.ts";
import { createTodoReadTool, createTodoWriteTool, type TodoBookDep } from "./todo.ts";

/** The tools for an agent whose session a person watches: it asks, and keeps a list of its work. */
export const createSessionTools = (deps: TodoBookDep): readonly Tool[] => [
  createAskUserTool(),
  createTodoReadTool(deps),
  createTodoWriteTool(),
];
