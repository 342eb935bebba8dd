import type { BufferEncoding, FsStat, IFileSystem } from "just-bash/browser";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import { makeFoldersAbove } from "../files/overlay/make-folders.ts";
import { isBelow, joinPath, nameOf, parentOf } from "../files/path-parts.ts";
import { bytesOf, textOf } from "./byte-text.ts";
import { writtenLimitBytes } from "./shell-limits.ts";

/** Absolute, without `.`, `..` and double slashes. Above the root is the root, as in every shell. */
const resolveInShell = (base: string, path: string): string => {
  const segments: string[] = [];
  for (const segment of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
};

const fail = (code: string, message: string): never => {
  throw new FileSystemError(code, message);
};

const statOf = (type: "file" | "dir", size: number, mtimeMs: number): FsStat => ({
  isFile: type === "file",
  isDirectory: type === "dir",
  isSymbolicLink: false,
  // The workspace keeps no modes; a script of the workspace may be run by its name.
  mode: 0o755,
  size,
  mtime: new Date(mtimeMs),
});

const encodingOf = (options: { readonly encoding?: BufferEncoding | null } | BufferEncoding | undefined) =>
  typeof options === "string" ? options : (options?.encoding ?? undefined);

const devices: readonly string[] = ["/dev/null", "/dev/zero", "/dev/stdin", "/dev/stdout", "/dev/stderr"];
const isDevice = (path: string): boolean => devices.includes(path);

const noLinks = async (): Promise<never> => fail("EPERM", "the workspace has no links");

export interface ShellFilesDeps {
  readonly files: FileSystem;
  /** Called before each step: lets others work when it is time. Rejects when the command is over. */
  readonly breathe: () => Promise<void>;
}

const createPlainFiles = ({ files, breathe }: ShellFilesDeps) => {
  let written = 0;
  const read = async (path: string): Promise<Uint8Array> => {
    await breathe();
    return isDevice(path) ? new Uint8Array() : files.readFile(path);
  };
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    await breathe();
    if (isDevice(path)) return;
    written += bytes.length;
    if (written > writtenLimitBytes) fail("EFBIG", `more than ${writtenLimitBytes} bytes written by one command: limit exceeded`);
    // Redirects count on it: where a folder is missing, the package ends the whole script.
    await makeFoldersAbove(files, path);
    await files.writeFile(path, bytes);
  };
  const stat = async (path: string): Promise<FsStat> => {
    await breathe();
    if (path === "/dev") return statOf("dir", 0, 0);
    if (isDevice(path)) return statOf("file", 0, 0);
    const { type, size, mtimeMs } = await files.stat(path);
    return statOf(type, size, mtimeMs);
  };
  const names = async (path: string): Promise<string[]> => {
    await breathe();
    return path === "/dev" ? devices.map(nameOf) : [...(await files.readdir(path))].sort();
  };
  const exists = async (path: string): Promise<boolean> => {
    try {
      await stat(path);
      return true;
    } catch (cause) {
      // What the jail refuses is not there for the shell.
      if (cause instanceof FileSystemError) return false;
      throw cause;
    }
  };
  return { read, write, stat, names, exists };
};

/** Whole folders: what the file API does one step at a time. */
const createTrees = ({ files }: ShellFilesDeps, { read, write, stat, names, exists }: ReturnType<typeof createPlainFiles>) => {
  const makeFolder = async (path: string, recursive: boolean): Promise<void> => {
    if (await exists(path)) {
      if (recursive && (await stat(path)).isDirectory) return;
      fail("EEXIST", `'${path}' exists already`);
    }
    if (recursive && !(await exists(parentOf(path)))) await makeFolder(parentOf(path), true);
    await files.mkdir(path);
  };
  /** The root itself stays when all of it goes. */
  const remove = async (path: string, recursive: boolean): Promise<void> => {
    if (!(await stat(path)).isDirectory) return isDevice(path) ? undefined : files.unlink(path);
    const inside = await names(path);
    if (inside.length > 0 && !recursive) fail("ENOTEMPTY", `'${path}' is a folder that is not empty`);
    for (const name of inside) await remove(joinPath(path, name), true);
    if (path !== "/") await files.rmdir(path);
  };
  const copy = async (from: string, to: string, recursive: boolean): Promise<void> => {
    if (!(await stat(from)).isDirectory) return write(to, await read(from));
    if (!recursive) fail("EISDIR", `'${from}' is a folder`);
    if (to === from || isBelow(to, from)) fail("EINVAL", `'${from}' cannot be copied into itself`);
    if (!(await exists(to))) await files.mkdir(to);
    for (const name of await names(from)) await copy(joinPath(from, name), joinPath(to, name), true);
  };
  return { makeFolder, remove, copy };
};

/**
 * The workspace as the shell's own file API: no links, no modes, no times that a command could set. `/dev` has the usual streams,
 * and is in no listing.
 */
export const createShellFiles = (deps: ShellFilesDeps): IFileSystem => {
  const { files } = deps;
  const plain = createPlainFiles(deps);
  const trees = createTrees(deps, plain);
  const { read, write, stat, names, exists } = plain;
  const mustExist = async (path: string): Promise<void> => void (await stat(path));
  return {
    readFile: async (path, options) => textOf(await read(path), encodingOf(options)),
    readFileBuffer: read,
    writeFile: (path, content, options) => write(path, bytesOf(content, encodingOf(options))),
    appendFile: async (path, content, options) => {
      const added = bytesOf(content, encodingOf(options));
      const before = (await exists(path)) ? await read(path) : new Uint8Array();
      const joined = new Uint8Array(before.length + added.length);
      joined.set(before);
      joined.set(added, before.length);
      await write(path, joined);
    },
    exists,
    stat,
    lstat: stat,
    mkdir: (path, options) => trees.makeFolder(path, options?.recursive === true),
    readdir: names,
    readdirWithFileTypes: async (path) => {
      const found = [];
      for (const name of await names(path)) found.push({ name, ...(await stat(joinPath(path, name))) });
      return found;
    },
    rm: async (path, options) => {
      if (options?.force === true && !(await exists(path))) return;
      await trees.remove(path, options?.recursive === true);
    },
    cp: (from, to, options) => trees.copy(from, to, options?.recursive === true),
    mv: async (from, to) => {
      await deps.breathe();
      await files.rename(from, to);
    },
    resolvePath: resolveInShell,
    // Only asked for patterns that matched nothing, and then matched by backtracking.
    getAllPaths: () => [],
    chmod: mustExist,
    utimes: mustExist,
    realpath: async (path) => {
      await mustExist(path);
      return path;
    },
    symlink: noLinks,
    link: noLinks,
    readlink: async (path) => fail("EINVAL", `'${path}' is no link`),
  };
};
