import type { Hash } from "../base/canonical.ts";
import type { FileState } from "../files/file.ts";

/** Errors carry Node's codes: ENOENT, EEXIST, EISDIR, ENOTDIR, ENOTEMPTY, EINVAL, EFBIG, ENOTSUP, ELOOP. */
export class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = "FileSystemError";
    this.code = code;
  }
}

export interface FileStat {
  readonly type: "file" | "dir";
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * The file API that tools, the shell and git speak: the promise half of lightning-fs. Paths are absolute or relative to `/`;
 * every path passes the jail first. Methods reject with a `FileSystemError`.
 */
export interface FileSystem {
  /** The bytes, never decoded: text keeps its byte order mark and line ends. The caller must not change the array. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Creates or replaces. Missing parents are an ENOENT. */
  readonly writeFile: (path: string, data: Uint8Array | string) => Promise<void>;
  readonly unlink: (path: string) => Promise<void>;
  /** Names in no particular order. */
  readonly readdir: (path: string) => Promise<readonly string[]>;
  readonly mkdir: (path: string) => Promise<void>;
  /** Refuses a folder that is not empty. */
  readonly rmdir: (path: string) => Promise<void>;
  /** Moves a file or a whole folder; refuses to move a folder into itself; moving onto itself does nothing. */
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly stat: (path: string) => Promise<FileStat>;
}

/** A view of the workspace that overlays stack on: names at once, contents on demand. */
export interface FileTree {
  /** What stands at a normalised path, or undefined. `/` is always a directory. */
  readonly state: (path: string) => FileState | undefined;
  /** Names directly in a folder, sorted by code unit. */
  readonly children: (path: string) => readonly string[];
  /** Every path of the tree except `/`, sorted by code unit. */
  readonly paths: () => readonly string[];
  /** Whether any file or folder has text from outside. Absent: it may. */
  readonly hasOrigins?: () => boolean;
  /** Bytes of a content, or undefined when the store does not have them. */
  readonly contents: (hash: Hash) => Promise<Uint8Array | undefined>;
}
