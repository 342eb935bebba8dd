import type { JsonObject } from "../base/json.ts";
import type { Access } from "../contracts/tool.ts";
import type { ToolStatistics } from "./tool-statistics.ts";

/** A tool as a person who calls it by hand sees it. */
export interface ToolCard {
  readonly name: string;
  readonly description: string;
  readonly access: Access;
  /** JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  /** Absent: it was never called. */
  readonly statistics?: ToolStatistics;
}

/** One thing that is wrong with the arguments of a call. */
export interface ArgumentProblem {
  /** As in `todos[2].content`; empty for all of the arguments. */
  readonly path: string;
  /** The second half of a sentence that begins with the place, or all of one. */
  readonly message: string;
}
