import * as z from "zod/mini";
import { loadPart } from "../../../kernel/base/load-part.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool, textArgument } from "./schema.ts";

const maxExpressionChars = 500;

const createCalculatorTool = (): Tool =>
  defineTool({
    name: "calculator",
    description:
      "Calculates an expression: + - * / % ^, comparisons, and or not, condition ? a : b, sqrt sin cos tan log ln exp abs round " +
      "floor ceil min max sum fac gamma hypot and others, PI and E. No variables.",
    access: "read",
    permissions: [],
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      expression: z.string().check(z.minLength(1), z.maxLength(maxExpressionChars)).check(z.describe("As in (3 + 4) * sqrt(2).")),
    }),
    headline: ({ expression }) => ({ verb: "Calculated", object: expression }),
    paths: () => [],
    run: async ({ expression }) => {
      const part = await loadPart(() => import("./calculate.ts"), "the calculator");
      if (!part.ok) return part;
      const result = part.value.calculate(expression);
      return result.ok ? answer(result.value) : refusal(result.error);
    },
  });

const createEchoTool = (): Tool =>
  defineTool({
    name: "echo",
    description: "Gives back the text that it is given. To try out calls.",
    access: "read",
    permissions: [],
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: z.object({ text: textArgument.check(z.describe("What to give back.")) }),
    headline: ({ text }) => ({ verb: "Echoed", object: text.length > 60 ? `${text.slice(0, 60)}…` : text }),
    paths: () => [],
    run: async ({ text }) => answer(text),
  });

const createTimestampTool = (): Tool =>
  defineTool({
    name: "timestamp",
    description: "Tells what time it is: in UTC as ISO 8601, and as milliseconds since 1970.",
    access: "read",
    permissions: [],
    timeoutMs: toolTimeoutMs,
    schema: z.object({}),
    headline: () => ({ verb: "Looked at", object: "the clock" }),
    paths: () => [],
    run: async (_input, { now }) => answer(`${new Date(now).toISOString()} (${now} ms)`),
  });

/** Tools that touch nothing of the workspace. */
export const createSmallTools = (): readonly Tool[] => [createCalculatorTool(), createEchoTool(), createTimestampTool()];
