import type { Tool } from "../../../kernel/contracts/tool.ts";
import { createAskUserTool } from "./ask-user.ts";
import { type BashDeps, createBashTool } from "./bash.ts";
import { createStateTools, type StateBookDep } from "./state.ts";
import { createTodoReadTool, createTodoWriteTool, type TodoBookDep } from "./todo.ts";

/** The tools for an agent whose session a person watches: it asks, keeps a list of its work, a shell, and a state. */
export const createSessionTools = (deps: TodoBookDep & StateBookDep & BashDeps): readonly Tool[] => [
  createAskUserTool(),
  createTodoReadTool(deps),
  createTodoWriteTool(),
  createBashTool(deps),
  ...createStateTools({ book: deps }),
];
