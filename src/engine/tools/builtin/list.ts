import * as z from "zod/mini";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { byCodeUnit, joinPath } from "../../files/path-parts.ts";
import { answer, toolTimeoutMs } from "./answers.ts";
import { defineTool, pathArgument } from "./schema.ts";

const maxEntries = 1_000;

const describeEntry = async (files: FileSystem, folder: string, name: string): Promise<string> => {
  const { type, size } = await files.stat(joinPath(folder, name));
  return type === "dir" ? `${name}/` : `${name}  (${size} bytes)`;
};

export const createListTool = (): Tool =>
  defineTool({
    name: "list",
    description: "Lists what stands directly in a folder, sorted by name; folders end with a slash, files have their size.",
    access: "read",
    pure: true,
    timeoutMs: toolTimeoutMs,
    schema: z.object({ path: z.prefault(pathArgument, "/").check(z.describe("The folder; / is the whole workspace.")) }),
    headline: ({ path }) => ({ verb: "Listed", object: path }),
    paths: ({ path }) => [path],
    run: async ({ path }, { files }) => {
      const names = [...(await files.readdir(path))].sort(byCodeUnit);
      if (names.length === 0) return answer(`${path} is empty.`);
      const lines: string[] = [];
      for (const name of names.slice(0, maxEntries)) lines.push(await describeEntry(files, path, name));
      const trailer =
        names.length > maxEntries
          ? `(the first ${maxEntries} of ${names.length} entries; use glob to find others)`
          : `(${names.length} entries)`;
      return answer([...lines, trailer].join("\n"));
    },
  });
