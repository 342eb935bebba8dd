import LightningFs from "@isomorphic-git/lightning-fs";
import { type FileStat, type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import { decode, encode } from "./text-encoder-shim.ts";

interface TextOptions {
  readonly encoding?: string;
}

interface CopyOptions {
  readonly recursive?: boolean;
  readonly force?: boolean;
  readonly errorOnExist?: boolean;
  readonly filter?: (from: string, to: string) => boolean | Promise<boolean>;
}

/** What lightning-fs asks of a backend, as its `PromisifiedFS` calls it. Paths come normalised. */
interface Backend {
  /** Called after every change; it has to exist. */
  readonly saveSuperblock: () => void;
  readonly flush: () => Promise<void>;
  readonly readFile: (path: string, options: TextOptions) => Promise<Uint8Array | string>;
  readonly writeFile: (path: string, data: Uint8Array | string, options: TextOptions) => Promise<void>;
  readonly unlink: (path: string) => Promise<void>;
  readonly readdir: (path: string) => Promise<readonly string[]>;
  readonly mkdir: (path: string) => Promise<void>;
  readonly rmdir: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly stat: (path: string) => Promise<BackendStat>;
  readonly lstat: (path: string) => Promise<BackendStat>;
  readonly du: (path: string) => Promise<number>;
  readonly cp: (from: string, to: string, options: CopyOptions) => Promise<void>;
  readonly readlink: (path: string) => Promise<never>;
  readonly symlink: (target: string, path: string) => Promise<never>;
  readonly chmod: (path: string) => Promise<never>;
  readonly chown: (path: string) => Promise<never>;
  readonly utimes: (path: string) => Promise<never>;
  readonly lutimes: (path: string) => Promise<never>;
  readonly backFile: (path: string) => Promise<never>;
}

interface BackendStat extends FileStat {
  readonly mode: number;
  readonly ino: number;
}

const fail = (code: string, message: string): never => {
  throw new FileSystemError(code, message);
};

/** lightning-fs knows UTF-8 and bytes. */
const checkEncoding = ({ encoding }: TextOptions): void => {
  if (encoding !== undefined && encoding !== "utf8") fail("ENOTSUP", `the encoding "${encoding}"; use "utf8" or none`);
};

const join = (folder: string, name: string): string => (folder === "/" ? `/${name}` : `${folder}/${name}`);
const isWithin = (path: string, folder: string): boolean => folder === "/" || path.startsWith(`${folder}/`);

const statIfThere = async (files: FileSystem, path: string): Promise<FileStat | undefined> => {
  try {
    return await files.stat(path);
  } catch (cause) {
    if (cause instanceof FileSystemError && cause.code === "ENOENT") return undefined;
    throw cause;
  }
};

/** lightning-fs' own `rename` deletes a file that is moved onto itself and orphans a folder that is moved into itself. */
const rename = async (files: FileSystem, from: string, to: string): Promise<void> => {
  const { type } = await files.stat(from);
  if (from === to) return;
  if (type === "dir" && isWithin(to, from)) fail("EINVAL", `"${from}" cannot be moved into itself`);
  await files.rename(from, to);
};

const copyOne = async (files: FileSystem, from: string, to: string, options: CopyOptions): Promise<void> => {
  if (options.filter !== undefined && !(await options.filter(from, to))) return;
  const { type } = await files.stat(from);
  const there = await statIfThere(files, to);
  if (type === "dir") {
    if (options.recursive !== true) fail("EISDIR", `"${from}" is a folder; copy it with "recursive"`);
    if (there?.type === "file") fail("ENOTDIR", `"${to}" is a file`);
    if (there === undefined) await files.mkdir(to);
    for (const name of await files.readdir(from)) await copyOne(files, join(from, name), join(to, name), options);
    return;
  }
  if (there?.type === "dir") fail("EISDIR", `"${to}" is a folder`);
  if (there === undefined || options.force !== false) return files.writeFile(to, await files.readFile(from));
  if (options.errorOnExist === true) fail("EEXIST", `"${to}" exists`);
};

const diskUsage = async (files: FileSystem, path: string): Promise<number> => {
  const { type, size } = await files.stat(path);
  if (type === "file") return size;
  let total = 0;
  for (const name of await files.readdir(path)) total += await diskUsage(files, join(path, name));
  return total;
};

const refuse =
  (what: string) =>
  (path: string): Promise<never> =>
    Promise.reject(new FileSystemError("ENOTSUP", `${what} do not exist in this workspace: "${path}"`));

const backendOver = (files: FileSystem): Backend => {
  const stat = async (path: string): Promise<BackendStat> => {
    const { type, size, mtimeMs } = await files.stat(path);
    return { type, size, mtimeMs, mode: type === "dir" ? 0o777 : 0o666, ino: 0 };
  };
  return {
    // The files underneath are whole after each call, so there is nothing to save later.
    saveSuperblock: () => {},
    flush: () => Promise.resolve(),
    readFile: async (path, options) => {
      checkEncoding(options);
      const bytes = await files.readFile(path);
      return options.encoding === "utf8" ? decode(bytes) : bytes;
    },
    writeFile: async (path, data, options) => {
      checkEncoding(options);
      await files.writeFile(path, typeof data === "string" ? encode(data) : data);
    },
    unlink: (path) => files.unlink(path),
    readdir: (path) => files.readdir(path),
    mkdir: (path) => files.mkdir(path),
    rmdir: (path) => files.rmdir(path),
    rename: (from, to) => rename(files, from, to),
    stat,
    lstat: stat,
    du: (path) => diskUsage(files, path),
    cp: async (from, to, options) => {
      if (from === to || isWithin(to, from)) fail("EINVAL", `"${from}" cannot be copied into itself`);
      await copyOne(files, from, to, options);
    },
    readlink: refuse("Symbolic links"),
    symlink: (_target, path) => refuse("Symbolic links")(path),
    chmod: refuse("Permissions"),
    chown: refuse("Owners"),
    utimes: refuse("Settable times"),
    lutimes: refuse("Settable times"),
    backFile: refuse("Files over HTTP"),
  };
};

/** Called with each path as the caller wrote it, before lightning-fs normalises it; throws to refuse it. */
export type PathCheck = (path: string) => void;

/** Methods whose paths stand at these places of the arguments. */
const pathArguments = {
  readFile: [0],
  writeFile: [0],
  unlink: [0],
  readdir: [0],
  mkdir: [0],
  rmdir: [0],
  rename: [0, 1],
  stat: [0],
  lstat: [0],
  readlink: [0],
  symlink: [1],
  du: [0],
  cp: [0, 1],
  chmod: [0],
  chown: [0],
  utimes: [0],
  lutimes: [0],
  backFile: [0],
} as const;

const checkPaths = (promises: LightningFs.PromisifiedFS, check: PathCheck): void => {
  const methods = promises as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
  for (const [name, places] of Object.entries(pathArguments)) {
    const method = methods[name];
    if (method === undefined) continue;
    methods[name] = async (...values) => {
      for (const place of places) check(String(values[place]));
      return method(...values);
    };
  }
};

/** Every call leaves a 500 ms timer behind that would let go of a lock; there is none, and a timer keeps programs alive. */
const dropTimers = (promises: LightningFs.PromisifiedFS): void => {
  Object.defineProperty(promises, "_deactivationTimeout", {
    get: () => null,
    set: (timer: Parameters<typeof clearTimeout>[0]) => clearTimeout(timer),
  });
};

/**
 * A lightning-fs `FS` over our files, for programs that speak that API (git, the shell). Everything it does goes to `files` at
 * once; nothing is cached, locked or delayed here. Links, permissions and settable times are refused with ENOTSUP.
 */
export const createLightningFs = (files: FileSystem, check?: PathCheck): LightningFs => {
  const fs = new LightningFs();
  dropTimers(fs.promises);
  if (check !== undefined) checkPaths(fs.promises, check);
  // `backend` is missing in the package's types. `defer`: it would otherwise look at `/` unasked.
  const options: LightningFs.Options & { readonly backend: Backend } = { backend: backendOver(files), defer: true };
  fs.init("workspace", options);
  return fs;
};

/** The same as a `FileSystem`: one path of code for tools, shell and git. */
export const openLightningFs = (files: FileSystem, check?: PathCheck): FileSystem => {
  const { promises } = createLightningFs(files, check);
  return {
    readFile: (path) => promises.readFile(path),
    writeFile: (path, data) => promises.writeFile(path, data),
    unlink: (path) => promises.unlink(path),
    readdir: (path) => promises.readdir(path),
    mkdir: (path) => promises.mkdir(path),
    rmdir: (path) => promises.rmdir(path),
    rename: (from, to) => promises.rename(from, to),
    stat: async (path) => {
      const { type, size, mtimeMs } = await promises.stat(path);
      return { type, size, mtimeMs };
    },
  };
};
