import type { ClockDep } from "../../../kernel/clock.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { createCountWordsTool } from "./count-words.ts";
import { createDeleteTool } from "./delete.ts";
import { createEditTool } from "./edit.ts";
import { createGlobTool } from "./glob.ts";
import { createGrepTool } from "./grep.ts";
import { createHandOverTool } from "./hand-over.ts";
import { createListTool } from "./list.ts";
import { createMoveTool } from "./move.ts";
import { createPlanCleanupTool } from "./plan-cleanup.ts";
import { createReadTool } from "./read.ts";
import { createWriteTool } from "./write.ts";

/** The tools that work on the files of the workspace. The clock bounds how long a search goes on. */
export const createBuiltinTools = (deps: ClockDep): readonly Tool[] => [
  createReadTool(),
  createWriteTool(),
  createEditTool(),
  createListTool(),
  createGlobTool(deps),
  createGrepTool(deps),
  createMoveTool(),
  createDeleteTool(),
  createCountWordsTool(),
  createPlanCleanupTool(),
  createHandOverTool(),
];
