import { type FileSystem, FileSystemError } from "../../../kernel/contracts/file-system.ts";
import { foldersAbove } from "../path-parts.ts";

/** What stands at a path, or undefined where nothing does. Rejects with other errors of the file system. */
export const statOrMissing = async (files: FileSystem, path: string): Promise<"file" | "dir" | undefined> => {
  try {
    return (await files.stat(path)).type;
  } catch (cause) {
    if (cause instanceof FileSystemError && cause.code === "ENOENT") return undefined;
    throw cause;
  }
};

/** Makes the folders that a resolved path stands in, where they are missing. */
export const makeFoldersAbove = async (files: FileSystem, path: string): Promise<void> => {
  for (const folder of foldersAbove(path).toReversed()) {
    if ((await statOrMissing(files, folder)) === undefined) await files.mkdir(folder);
  }
};
