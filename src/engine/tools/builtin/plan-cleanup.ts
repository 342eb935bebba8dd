import * as z from "zod/mini";
import type { ListenTool } from "../../../kernel/contracts/tool.ts";
import { toolTimeoutMs } from "./answers.ts";
import { defineListenTool, pathArgument } from "./schema.ts";

/** Loaded when it first looks for something. */
const work = () => import("./plan-cleanup-work.ts");

export const createPlanCleanupTool = (): ListenTool =>
  defineListenTool({
    name: "plan_cleanup",
    description:
      "Looks for what is left over in a folder (scratch and backup files, empty files, long logs), shows the person a plan with " +
      "every deletion and cut in it, and carries out exactly that plan once it is approved. Refuses when the files changed meanwhile.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      path: z.prefault(pathArgument, "/").check(z.describe("The folder to clean up; / is the whole workspace.")),
    }),
    headline: ({ path }) => ({ verb: "Cleaned up", object: path }),
    paths: ({ path }) => [path],
    prepare: async function* ({ path }, context) {
      yield { type: "listening", message: `Looking for leftovers in ${path}` };
      yield (await work()).prepareCleanup(path, context);
    },
    execute: async (prepared, { path }, context) => (await work()).cleanUp(prepared, path, context),
    // A plan holds nothing open, so there is nothing to let go.
    cancel: async () => undefined,
  });
