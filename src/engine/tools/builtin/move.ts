import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { makeFoldersAbove, statOrMissing } from "../../files/overlay/make-folders.ts";
import { isBelow } from "../../files/path-parts.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument } from "./schema.ts";

export const createMoveTool = (): Tool =>
  defineTool({
    name: "move",
    description: "Moves or renames a file or a folder with everything in it. Never replaces anything. Missing folders are made.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      from: pathArgument.check(z.describe("What to move.")),
      to: pathArgument.check(z.describe("Where it shall stand, with its name.")),
    }),
    headline: ({ from, to }) => ({ verb: "Moved", object: `${from} to ${to}` }),
    paths: ({ from, to }) => [from, to],
    run: async ({ from, to }, { files }) => {
      const { type } = await files.stat(from);
      if (from === to) return refusal(`${from} stands there already.`);
      if (isBelow(to, from)) return refusal(`${from} cannot be moved into itself.`);
      const standing = await statOrMissing(files, to);
      if (standing === "dir") return refusal(`${to} is a folder that exists already. Give the name in it as well.`);
      if (standing === "file")
        return refusal(`${to} exists already, and moving never replaces. Delete it first or choose another name.`);
      await makeFoldersAbove(files, to);
      await files.rename(from, to);
      return answer(`Moved ${type === "dir" ? "the folder " : ""}${from} to ${to}`);
    },
  });
