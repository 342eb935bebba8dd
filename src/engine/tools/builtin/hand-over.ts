import * as z from "zod/mini";
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
      task: z
        .string()
        .check(z.minLength(1), z.maxLength(4_000))
        .check(z.describe("What to do, complete enough for somebody who did not read along.")),
      expects: z
        .optional(z.string().check(z.minLength(1), z.maxLength(1_000)))
        .check(z.describe("What the result should say, and in which form.")),
    }),
    headline: ({ task }) => ({ verb: "Done outside:", object: firstLine(task) }),
    paths: () => [],
    handOver: ({ task, expects }) => ({ task, ...(expects === undefined ? {} : { expects }) }),
  });
