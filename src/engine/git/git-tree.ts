import type { FileState } from "../../kernel/files/file.ts";
import { reservedFolder } from "../../kernel/files/file.ts";

/** Writes one folder's names and gives its id. */
export type WriteFolder = (
  entries: readonly { readonly mode: string; readonly path: string; readonly oid: string; readonly type: "blob" | "tree" }[],
) => Promise<string>;

/** The tracked files, as nested folders, of which only those that changed are written again. */
export interface GitTree {
  /** `oid`: of the content; undefined removes. */
  readonly set: (path: string, oid: string | undefined) => void;
  readonly get: (path: string) => string | undefined;
  /** The id of the whole. */
  readonly write: (writeFolder: WriteFolder) => Promise<string>;
  /** Every file with its content's id. */
  readonly files: () => ReadonlyMap<string, string>;
}

interface Folder {
  readonly files: Map<string, string>;
  readonly folders: Map<string, Folder>;
  oid: string | undefined;
}

/** What git would take for its own folder, also on systems that fold names. */
const isOwnName = (name: string): boolean => /^(\.git|git~\d+)[\s.]*$/iu.test(name.replace(/\p{Cf}/gu, "").replace(/:.*$/u, ""));

/** Whether git can have a file of this path: not the product's own, and nothing that is git's. */
export const isTracked = (path: string): boolean =>
  path !== reservedFolder && !path.startsWith(`${reservedFolder}/`) && !path.split("/").some(isOwnName);

export const isTrackedFile = (path: string, state: FileState | null): state is Extract<FileState, { readonly kind: "file" }> =>
  state?.kind === "file" && isTracked(path);

const emptyFolder = (): Folder => ({ files: new Map(), folders: new Map(), oid: undefined });

export const createGitTree = (): GitTree => {
  const root = emptyFolder();
  const all = new Map<string, string>();

  const change = (folder: Folder, names: readonly string[], oid: string | undefined): void => {
    const [name = "", ...rest] = names;
    folder.oid = undefined;
    if (rest.length === 0) {
      if (oid === undefined) folder.files.delete(name);
      else folder.files.set(name, oid);
      return;
    }
    const known = folder.folders.get(name);
    const below = known ?? emptyFolder();
    if (known === undefined) folder.folders.set(name, below);
    change(below, rest, oid);
    if (below.files.size === 0 && below.folders.size === 0) folder.folders.delete(name);
  };

  const write = async (folder: Folder, writeFolder: WriteFolder): Promise<string> => {
    if (folder.oid !== undefined) return folder.oid;
    const entries: Parameters<WriteFolder>[0][number][] = [];
    for (const [path, oid] of folder.files) entries.push({ mode: "100644", path, oid, type: "blob" });
    for (const [path, below] of folder.folders) {
      entries.push({ mode: "040000", path, oid: await write(below, writeFolder), type: "tree" });
    }
    folder.oid = await writeFolder(entries);
    return folder.oid;
  };

  return {
    set: (path, oid) => {
      if (oid === undefined) all.delete(path);
      else all.set(path, oid);
      change(root, path.slice(1).split("/"), oid);
    },
    get: (path) => all.get(path),
    write: (writeFolder) => write(root, writeFolder),
    files: () => all,
  };
};
