import type { ClockDep } from "../../../kernel/base/clock.ts";
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
import { type ArtifactBook, createReadTool } from "./read.ts";
import { createSeenFiles, type SeenFiles } from "./seen-files.ts";
import { createSmallTools } from "./small-tools.ts";
import { createWriteTool } from "./write.ts";

/**
 * The tools that work on the files of the workspace, and those that need none. The clock bounds how long a search goes on. `seen`:
 * what agents know of files; absent: these tools' own. `artifacts`: where long outputs are; absent: there are none.
 */
export const createBuiltinTools = (
  deps: ClockDep & { readonly seen?: SeenFiles; readonly artifacts?: ArtifactBook },
  seen: SeenFiles = deps.seen ?? createSeenFiles(),
): readonly Tool[] => [
  createReadTool(seen, deps.artifacts),
  createWriteTool(seen),
  createEditTool(seen),
  createListTool(),
  createGlobTool(deps),
  createGrepTool(deps),
  createMoveTool(),
  createDeleteTool(),
  createCountWordsTool(),
  createPlanCleanupTool(),
  createHandOverTool(),
  ...createSmallTools(),
];
