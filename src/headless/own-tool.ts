import type * as z from "zod";
import { answer, refusal, toolTimeoutMs } from "../engine/tools/builtin/answers.ts";
import { defineTool } from "../engine/tools/builtin/schema.ts";
import type { Access, Tool, ToolContext } from "../kernel/contracts/tool.ts";

export interface OwnTool<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** What the model may pass. Arguments that do not fit never reach `run`; the model reads what is wrong with them. */
  readonly schema: Schema;
  /** Absent: `external`, which runs alone and asks where the level says so. `read` runs beside other reads. */
  readonly access?: Access;
  /** Absent: as the product's tools. */
  readonly timeoutMs?: number;
  /** What the model reads as the result. What it throws is an error result; `refuse` is one that was meant. */
  readonly run: (input: z.output<Schema>, context: ToolContext) => ToolText | Promise<ToolText>;
}

type ToolText = string | { readonly refuse: string };

/** A tool of a program, from its schema. */
export const ownTool = <Schema extends z.ZodObject>(tool: OwnTool<Schema>): Tool =>
  defineTool({
    name: tool.name,
    description: tool.description,
    access: tool.access ?? "external",
    timeoutMs: tool.timeoutMs ?? toolTimeoutMs,
    schema: tool.schema,
    headline: () => ({ verb: "Called", object: tool.name }),
    paths: () => [],
    run: async (input, context) => {
      const said = await tool.run(input, context);
      return typeof said === "string" ? answer(said) : refusal(said.refuse);
    },
  });
