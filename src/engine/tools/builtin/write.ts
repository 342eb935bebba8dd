import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { makeFoldersAbove, statOrMissing } from "../../files/make-folders.ts";
import { countLines } from "../../files/text-content.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument, textArgument } from "./schema.ts";

export const createWriteTool = (): Tool =>
  defineTool({
    name: "write",
    description:
      "Writes a text file, in place of what it held before. Folders that are missing are made. To change a part, use edit.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      file_path: pathArgument.check(z.describe("The file, from / on.")),
      content: textArgument.check(z.describe("Everything that the file shall hold.")),
    }),
    headline: ({ file_path }) => ({ verb: "Wrote", object: file_path }),
    paths: ({ file_path }) => [file_path],
    run: async ({ file_path, content }, { files }) => {
      if ((await statOrMissing(files, file_path)) === "dir")
        return refusal(`${file_path} is a folder, so no file can be written there.`);
      await makeFoldersAbove(files, file_path);
      await files.writeFile(file_path, content);
      return answer(`Wrote ${countLines(content)} lines to ${file_path}`);
    },
  });
