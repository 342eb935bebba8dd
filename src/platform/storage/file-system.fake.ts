import { type FileStat, type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";

const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));

const fail = (code: string, path: string): never => {
  throw new FileSystemError(code, path);
};

/** A `FileSystem` in a map, for tests. `calls` lists what was asked of it. */
export const createFakeFileSystem = (): FileSystem & { readonly calls: readonly string[] } => {
  const entries = new Map<string, Uint8Array | "dir">([["/", "dir"]]);
  const calls: string[] = [];
  const find = (path: string): Uint8Array | "dir" => entries.get(path) ?? fail("ENOENT", path);
  const checkParent = (path: string): void => {
    if (find(parentOf(path)) !== "dir") fail("ENOTDIR", path);
  };
  const namesIn = (path: string): readonly string[] =>
    [...entries.keys()]
      .filter((other) => other !== "/" && parentOf(other) === path)
      .map((other) => other.slice(other.lastIndexOf("/") + 1));
  const answering =
    <Arguments extends readonly string[] | readonly [string, Uint8Array | string], Value>(
      name: string,
      run: (...values: Arguments) => Value,
    ) =>
    async (...values: Arguments): Promise<Value> => {
      calls.push(`${name} ${values[0]}`);
      return run(...values);
    };
  return {
    calls,
    readFile: answering("readFile", (path: string) => {
      const found = find(path);
      return found === "dir" ? fail("EISDIR", path) : found;
    }),
    writeFile: answering("writeFile", (path: string, data: Uint8Array | string) => {
      checkParent(path);
      if (entries.get(path) === "dir") fail("EISDIR", path);
      entries.set(path, typeof data === "string" ? new TextEncoder().encode(data) : data.slice());
    }),
    unlink: answering("unlink", (path: string) => {
      if (find(path) === "dir") fail("EISDIR", path);
      entries.delete(path);
    }),
    readdir: answering("readdir", (path: string) => (find(path) === "dir" ? namesIn(path) : fail("ENOTDIR", path))),
    mkdir: answering("mkdir", (path: string) => {
      checkParent(path);
      if (entries.has(path)) fail("EEXIST", path);
      entries.set(path, "dir");
    }),
    rmdir: answering("rmdir", (path: string) => {
      if (find(path) !== "dir") fail("ENOTDIR", path);
      if (namesIn(path).length > 0) fail("ENOTEMPTY", path);
      entries.delete(path);
    }),
    rename: answering("rename", (from: string, to: string) => {
      for (const [path, entry] of [...entries]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        entries.delete(path);
        entries.set(to + path.slice(from.length), entry);
      }
    }),
    stat: answering("stat", (path: string): FileStat => {
      const found = find(path);
      return found === "dir" ? { type: "dir", size: 0, mtimeMs: 1 } : { type: "file", size: found.byteLength, mtimeMs: 1 };
    }),
  };
};
