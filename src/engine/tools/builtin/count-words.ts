import * as z from "zod/mini";
import type { AsyncTool } from "../../../kernel/contracts/tool.ts";
import { defineAsyncTool, pathArgument } from "./schema.ts";

/** Loaded when it first counts. */
const work = () => import("./count-words-work.ts");

export const createCountWordsTool = (): AsyncTool =>
  defineAsyncTool({
    name: "count_words",
    description:
      "Counts the words and lines of all text files in a folder, some files at a time, and names the largest. Leaves out names " +
      "that start with a dot.",
    access: "read",
    timeoutMs: 120_000,
    pollMs: 150,
    schema: z.object({
      path: z.prefault(pathArgument, "/").check(z.describe("The folder or file to count; / is the whole workspace.")),
    }),
    headline: ({ path }) => ({ verb: "Counted words in", object: path }),
    paths: ({ path }) => [path],
    begin: async ({ path }, context) => (await work()).beginCount(path, context),
    check: async (operation, { path }, context) => (await work()).goOnCounting(operation, path, context),
  });
