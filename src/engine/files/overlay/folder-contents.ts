import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import { joinPath } from "../path-parts.ts";

/** Everything in a folder, at any depth. */
export interface FolderContents {
  readonly files: readonly string[];
  /** The folder itself first, then those in it. */
  readonly folders: readonly string[];
}

export const folderContents = async (files: FileSystem, folder: string): Promise<FolderContents> => {
  const found: string[] = [];
  const folders = [folder];
  for (let next = 0; next < folders.length; next += 1) {
    const current = folders[next] ?? folder;
    for (const name of await files.readdir(current)) {
      const path = joinPath(current, name);
      const { type } = await files.stat(path);
      (type === "dir" ? folders : found).push(path);
    }
  }
  return { files: found, folders };
};

/** Removes what a folder holds, and the folder. */
export const removeFolder = async (files: FileSystem, contents: FolderContents): Promise<void> => {
  for (const file of contents.files) await files.unlink(file);
  for (const folder of contents.folders.toReversed()) await files.rmdir(folder);
};
