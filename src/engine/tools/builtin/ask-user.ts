import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { toolTimeoutMs } from "./answers.ts";
import { defineQuestionTool } from "./schema.ts";

const maxOptions = 12;
const shortText = z.string().check(z.minLength(1), z.maxLength(200));

const option = z.strictObject({
  label: shortText.check(z.describe("What the person chooses, in a few words.")),
  description: z.optional(z.string().check(z.maxLength(500))).check(z.describe("What follows from it.")),
});

/** Whitespace around a label would make two of them look the same. */
const sameLabels = (options: readonly { readonly label: string }[]): boolean =>
  new Set(options.map(({ label }) => label.trim())).size < options.length;

export const createAskUserTool = (): Tool =>
  defineQuestionTool({
    name: "ask_user",
    description:
      "Asks the person one question and waits for the answer. Only for what you cannot find out and what changes what you do next. The person can also answer in words of their own, or not at all.",
    access: "read",
    permissions: [],
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      question: z.string().check(z.minLength(1), z.maxLength(2_000)).check(z.describe("One question, complete and short.")),
      header: z.optional(z.string().check(z.maxLength(60))).check(z.describe("The matter in one to three words.")),
      options: z
        .prefault(
          z.array(option).check(
            z.maxLength(maxOptions),
            z.refine((options) => !sameLabels(options), "hold the same label twice"),
          ),
          [],
        )
        .check(z.describe("Ways to answer, the one you would take first. Empty: the person writes.")),
      multi_select: z.prefault(z.boolean(), false).check(z.describe("Whether several options can be chosen.")),
    }),
    headline: ({ question }) => ({ verb: "Asked you", object: question }),
    paths: () => [],
    question: ({ question, header, options, multi_select }) => ({
      question,
      ...(header === undefined ? {} : { header }),
      options: options.map(({ label, description }) => ({ label, ...(description === undefined ? {} : { description }) })),
      multiSelect: multi_select,
    }),
  });
