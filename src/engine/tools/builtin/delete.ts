import * as z from "zod/mini";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { folderContents, removeFolder } from "../../files/overlay/folder-contents.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument } from "./schema.ts";

const counted = (count: number): string => (count === 1 ? "1 file" : `${count} files`);

export const createDeleteTool = (): Tool =>
  defineTool({
    name: "delete",
    description: "Deletes a file, or a folder; one that is not empty only with recursive, and then with everything in it.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      path: pathArgument.check(z.describe("What to delete.")),
      recursive: z._default(z.boolean(), false).check(z.describe("Deletes a folder with everything in it.")),
    }),
    headline: ({ path }) => ({ verb: "Deleted", object: path }),
    paths: ({ path }) => [path],
    run: async ({ path, recursive }, { files }) => {
      if (path === "/") return refusal("The workspace itself cannot be deleted. Name the files or folders in it.");
      if ((await files.stat(path)).type === "file") {
        await files.unlink(path);
        return answer(`Deleted ${path}`);
      }
      const contents = await folderContents(files, path);
      if (!recursive && contents.files.length + contents.folders.length > 1) {
        return refusal(
          `${path} is a folder with ${counted(contents.files.length)} in it. Set recursive to true to delete it with everything in it.`,
        );
      }
      await removeFolder(files, contents);
      return answer(`Deleted the folder ${path} and ${counted(contents.files.length)} in it`);
    },
  });
