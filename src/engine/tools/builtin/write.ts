import * as z from "zod/mini";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { makeFoldersAbove, statOrMissing } from "../../files/overlay/make-folders.ts";
import { countLines, decodeText } from "../../files/text/text-content.ts";
import { answer, refusal, toolTimeoutMs } from "./answers.ts";
import { elisionText, findElision, findLargeLoss, suspectShare } from "./change-guards.ts";
import { defineTool, pathArgument, textArgument } from "./schema.ts";
import type { SeenFiles } from "./seen-files.ts";

const sizeOf = async (files: FileSystem, path: string): Promise<number> => (await files.stat(path)).size;

/**
 * Why the new text is not written; undefined where it is. What was there is read only where something looks wrong: a write that read
 * it would hang on it, and be undone with it.
 */
const findProblem = async (files: FileSystem, path: string, content: string, isMeant: boolean): Promise<string | undefined> => {
  const isSmall = !isMeant && content.length < (await sizeOf(files, path)) * suspectShare;
  if (findElision("", content) === undefined && !isSmall) return undefined;
  const before = decodeText(await files.readFile(path)) ?? "";
  const elision = findElision(before, content);
  if (elision !== undefined) return elisionText(elision, path);
  const loss = isSmall ? findLargeLoss(before, content) : undefined;
  return loss === undefined
    ? undefined
    : `${path} has ${loss.from} lines, and ${loss.to} would be left of them. Nothing was written. To change a part use edit; if it is meant, set allow_large_loss to true.`;
};

export const createWriteTool = (seen: SeenFiles): Tool =>
  defineTool({
    name: "write",
    description:
      "Writes a text file, in place of what it held before. Folders that are missing are made. To change a part, use edit.",
    access: "write",
    timeoutMs: toolTimeoutMs,
    schema: z.object({
      file_path: pathArgument.check(z.describe("The file, from / on.")),
      content: textArgument.check(z.describe("Everything that the file shall hold.")),
      allow_large_loss: z
        ._default(z.boolean(), false)
        .check(z.describe("A long file may lose most of its lines; without it that is refused.")),
    }),
    headline: ({ file_path }) => ({ verb: "Wrote", object: file_path }),
    paths: ({ file_path }) => [file_path],
    run: async ({ file_path, content, allow_large_loss }, { caller, files }) => {
      const type = await statOrMissing(files, file_path);
      if (type === "dir") return refusal(`${file_path} is a folder, so no file can be written there.`);
      const problem = type === "file" ? await findProblem(files, file_path, content, allow_large_loss) : undefined;
      if (problem !== undefined) return refusal(problem);
      await makeFoldersAbove(files, file_path);
      const bytes = new TextEncoder().encode(content);
      await files.writeFile(file_path, bytes);
      seen.note(caller, file_path, bytes);
      return answer(`Wrote ${countLines(content)} lines to ${file_path}`);
    },
  });
