import type { Hash } from "../../../kernel/base/canonical.ts";
import type { EffectId } from "../../../kernel/base/ids.ts";
import { type FileSystem, FileSystemError } from "../../../kernel/contracts/file-system.ts";
import { type FileState, maxFileBytes } from "../../../kernel/files/file.ts";
import { resolvePath } from "../path-jail.ts";
import { foldersAbove, isBelow, joinPath, parentOf } from "../path-parts.ts";
import { quoted } from "../text/visible-text.ts";
import type { OverlayLayer } from "./overlay-layer.ts";

interface OverlayFilesDeps {
  readonly layer: OverlayLayer;
  readonly stamp: { readonly modifiedAt: number; readonly version: EffectId };
  readonly load: (path: string, hash: Hash) => Promise<Uint8Array>;
  /** Keeps bytes that were written here; gives their hash. */
  readonly keep: (bytes: Uint8Array) => Hash;
  readonly noteRead: (path: string) => void;
  /** The names in a folder were told. */
  readonly noteNames: (path: string) => void;
  readonly noteWrite: (path: string) => void;
}

const fail = (code: string, path: string, reason: string): never => {
  throw new FileSystemError(code, `${quoted(path)} ${reason}`);
};

const tooLarge = (path: string): never => fail("EFBIG", path, `would be larger than ${maxFileBytes} bytes; nothing was written`);

/** Bytes of the text in UTF-8, counted without making them. Halves of surrogate pairs count as the three bytes they become. */
const utf8Length = (text: string): number => {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
};

const bytesOf = (path: string, data: Uint8Array | string): Uint8Array => {
  if (data.length > maxFileBytes) return tooLarge(path);
  if (typeof data !== "string") return data.slice();
  if (data.length * 3 > maxFileBytes && utf8Length(data) > maxFileBytes) return tooLarge(path);
  return new TextEncoder().encode(data);
};

/** The path and everything below it, folders before what they hold. */
const subtree = (layer: OverlayLayer, root: string): readonly string[] => {
  const paths = [root];
  for (let next = 0; next < paths.length; next += 1) {
    const folder = paths[next] ?? root;
    for (const name of layer.children(folder)) paths.push(joinPath(folder, name));
  }
  return paths;
};

/** What stands at a path, or the reason why nothing does. */
const requireState = (layer: OverlayLayer, path: string): FileState => {
  const state = layer.state(path);
  if (state !== undefined) return state;
  const blocking = foldersAbove(path).find((folder) => layer.state(folder)?.kind === "file");
  return blocking === undefined ? fail("ENOENT", path, "does not exist") : fail("ENOTDIR", blocking, "is a file, not a folder");
};

const requireFolder = (layer: OverlayLayer, path: string): void => {
  if (requireState(layer, path).kind === "file") fail("ENOTDIR", path, "is a file, not a folder");
};

/** Whether a move may take place; throws where it may not. */
const checkMove = (layer: OverlayLayer, from: string, to: string): void => {
  const source = requireState(layer, from);
  if (from === "/" || to === "/") fail("EINVAL", "/", "cannot be moved or replaced");
  if (isBelow(to, from)) fail("EINVAL", from, `cannot be moved into itself, to ${quoted(to)}`);
  requireFolder(layer, parentOf(to));
  const target = layer.state(to);
  if (target?.kind === "directory") {
    if (source.kind === "file") fail("EISDIR", to, "is a folder, so no file can take its place");
    if (layer.children(to).length > 0) fail("ENOTEMPTY", to, "is a folder that is not empty");
  } else if (target !== undefined && source.kind === "directory") {
    fail("ENOTDIR", to, "is a file, so no folder can take its place");
  }
};

const createMove =
  ({ layer, stamp, noteRead, noteWrite }: OverlayFilesDeps) =>
  (from: string, to: string): void => {
    if (from === to) return void requireState(layer, from);
    checkMove(layer, from, to);
    const moves = subtree(layer, from).map((path) => ({ path, target: `${to}${path.slice(from.length)}` }));
    for (const { target } of moves) {
      const resolved = resolvePath(target);
      if (!resolved.ok) throw new FileSystemError("EINVAL", resolved.error);
    }
    for (const { path, target } of moves) {
      const state = layer.state(path);
      if (state === undefined) continue;
      // What stands at the target depends on what was read here, as if it had been copied.
      if (state.kind === "file") noteRead(path);
      layer.set(target, { ...state, version: stamp.version });
      noteWrite(target);
    }
    for (const { path } of moves) {
      layer.set(path, null);
      noteWrite(path);
    }
  };

/** The file API over a layer. Paths are resolved already. */
export const createOverlayFiles = (deps: OverlayFilesDeps): FileSystem => {
  const { layer, stamp, load, keep, noteNames, noteRead, noteWrite } = deps;
  const move = createMove(deps);
  const set = (path: string, state: FileState | null): void => {
    layer.set(path, state);
    noteWrite(path);
  };
  return {
    readFile: async (path) => {
      const state = layer.state(path);
      if (state?.kind !== "directory") noteRead(path);
      const found = requireState(layer, path);
      return found.kind === "directory" ? fail("EISDIR", path, "is a folder, not a file") : load(path, found.hash);
    },
    writeFile: async (path, data) => {
      if (layer.state(path)?.kind === "directory") fail("EISDIR", path, "is a folder, not a file");
      requireFolder(layer, parentOf(path));
      const bytes = bytesOf(path, data);
      set(path, { kind: "file", hash: keep(bytes), sizeBytes: bytes.length, ...stamp });
    },
    unlink: async (path) => {
      if (requireState(layer, path).kind === "directory") fail("EISDIR", path, "is a folder, not a file");
      set(path, null);
    },
    readdir: async (path) => {
      requireFolder(layer, path);
      noteNames(path);
      return layer.children(path);
    },
    mkdir: async (path) => {
      if (layer.state(path) !== undefined) fail("EEXIST", path, "exists already");
      requireFolder(layer, parentOf(path));
      set(path, { kind: "directory", ...stamp });
    },
    rmdir: async (path) => {
      requireFolder(layer, path);
      if (path === "/") fail("EINVAL", path, "cannot be removed");
      if (layer.children(path).length > 0) fail("ENOTEMPTY", path, "is a folder that is not empty");
      set(path, null);
    },
    rename: async (from, to) => move(from, to),
    stat: async (path) => {
      const state = requireState(layer, path);
      return state.kind === "directory"
        ? { type: "dir", size: 0, mtimeMs: state.modifiedAt }
        : { type: "file", size: state.sizeBytes, mtimeMs: state.modifiedAt };
    },
  };
};
