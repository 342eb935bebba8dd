import * as z from "zod";
import type { ExternalTool } from "../../../kernel/contracts/tool.ts";
import { toolTimeoutMs } from "./answers.ts";
import { defineExternalTool } from "./schema.ts";

/** Titles stay on one line. */
const maxTitleChars = 120;
const firstLine = (text: string): string => {
  const [line = ""] = text.trim().split("\n");
  return line.length <= maxTitleChars ? line : `${line.slice(0, maxTitleChars - 1)}…`;
};

export const createHandOverTool = (): ExternalTool =>
  defineExternalTool({
    name: "hand_over",
    description:
      "Hands something over that can only be done outside of this workspace, such as looking at a thing, calling somebody or " +
      "running a program on the person's machine, and waits until its result is given back. The result may take long or say that " +
      "it did not work.",
    access: "read",
    permissions: [],
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      task: z.string().min(1).max(4_000).describe("What to do, complete enough for somebody who did not read along."),
      expects: z.string().min(1).max(1_000).optional().describe("What the result should say, and in which form."),
    }),
    headline: ({ task }) => ({ verb: "Done outside:", object: firstLine(task) }),
    paths: () => [],
    handOver: ({ task, expects }) => ({ task, ...(expects === undefined ? {} : { expects }) }),
  });
