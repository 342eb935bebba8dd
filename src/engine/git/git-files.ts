import { zlibSync } from "fflate";

/** The promise half of Node's file API, as far as isomorphic-git asks for it. */
export interface GitFiles {
  readonly promises: {
    readonly readFile: (path: string, options?: unknown) => Promise<Uint8Array | string>;
    readonly writeFile: (path: string, data: Uint8Array | string) => Promise<void>;
    readonly unlink: (path: string) => Promise<void>;
    readonly readdir: (path: string) => Promise<readonly string[]>;
    readonly mkdir: (path: string) => Promise<void>;
    readonly rmdir: (path: string) => Promise<void>;
    readonly stat: (path: string) => Promise<unknown>;
    readonly lstat: (path: string) => Promise<unknown>;
    readonly readlink: (path: string) => Promise<string>;
    readonly symlink: (target: string, path: string) => Promise<void>;
  };
  /** Paths of everything that is there, and of the contents that are only known by name. */
  readonly paths: () => readonly string[];
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** The object of a file's content, under its id. Contents are not kept here: they are asked for when the object is read. */
export interface BlobSource {
  readonly ids: () => Iterable<string>;
  readonly has: (oid: string) => boolean;
  readonly read: (oid: string) => Promise<Uint8Array | undefined>;
}

const missing = (path: string): Error => Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });

const objectPath = (gitFolder: string, oid: string): string => `${gitFolder}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`;

/** A content as git stores it: its kind and length before it, all of it packed. */
const asObject = (bytes: Uint8Array): Uint8Array => {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return zlibSync(whole);
};

/** A repository's files in memory: commits, folders and names as they are, contents by their name alone. */
export const createGitFiles = (gitFolder: string, blobs: BlobSource): GitFiles => {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  const objects = `${gitFolder}/objects/`;
  const oidOf = (path: string): string | undefined => {
    const oid = path.startsWith(objects) ? path.slice(objects.length).replace("/", "") : "";
    return blobs.has(oid) ? oid : undefined;
  };
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const oid = oidOf(path);
    const bytes = oid === undefined ? undefined : await blobs.read(oid);
    return bytes && asObject(bytes);
  };
  const stat = async (path: string): Promise<unknown> => {
    const isFile = files.has(path) || oidOf(path) !== undefined;
    if (!isFile && !folders.has(path)) throw missing(path);
    const size = files.get(path)?.length ?? 0;
    const about = { size, mode: isFile ? 0o100644 : 0o40000, mtimeMs: 0, ctimeMs: 0, dev: 0, ino: 0, uid: 0, gid: 0 };
    return { ...about, isFile: () => isFile, isDirectory: () => !isFile, isSymbolicLink: () => false };
  };
  return {
    read,
    paths: () => [...new Set([...files.keys(), ...[...blobs.ids()].map((oid) => objectPath(gitFolder, oid))])].sort(),
    promises: {
      readFile: async (path, options) => {
        const bytes = await read(path);
        if (bytes === undefined) throw missing(path);
        const isText = options === "utf8" || (typeof options === "object" && options !== null && "encoding" in options);
        return isText ? new TextDecoder().decode(bytes) : bytes;
      },
      writeFile: async (path, data) => {
        for (let folder = path; folder.includes("/"); ) {
          folder = folder.slice(0, folder.lastIndexOf("/"));
          folders.add(folder);
        }
        files.set(path, typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data));
      },
      unlink: async (path) => {
        if (!files.delete(path)) throw missing(path);
      },
      readdir: async (path) => {
        const names = [...files.keys()].flatMap((each) => (each.startsWith(`${path}/`) ? [each.slice(path.length + 1)] : []));
        if (names.length === 0) throw missing(path);
        return [...new Set(names.map((name) => name.split("/", 1)[0] ?? ""))];
      },
      mkdir: async () => {},
      rmdir: async () => {},
      stat,
      lstat: stat,
      readlink: async (path) => {
        throw missing(path);
      },
      symlink: async (_target, path) => {
        throw missing(path);
      },
    },
  };
};
