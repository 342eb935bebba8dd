import type { FileStat, FileSystem } from "../../../kernel/contracts/file-system.ts";
import { byCodeUnit, joinPath } from "../path-parts.ts";

export interface WalkedFile {
  readonly path: string;
  readonly stat: FileStat;
}

/**
 * The files at and below a resolved path, folder by folder, names sorted by code unit; a file gives itself. `enters` decides
 * by name which files and folders below the start are looked at. Rejects with the error of the file system.
 */
export async function* walkFiles(
  files: FileSystem,
  start: string,
  enters: (name: string) => boolean = () => true,
): AsyncGenerator<WalkedFile> {
  const open: string[] = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const stat = await files.stat(path);
    if (stat.type === "file") {
      yield { path, stat };
      continue;
    }
    const names = [...(await files.readdir(path))].filter(enters).sort(byCodeUnit);
    for (const name of names.reverse()) open.push(joinPath(path, name));
  }
}
