import { canonicalJson } from "../../kernel/base/canonical.ts";
import { parseUntrustedJson } from "../../kernel/base/json.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import {
  allMemoryFolders,
  countingFolders,
  guardPath,
  type Memory,
  type MemoryItem,
  type MemoryKind,
  maxMemoryChars,
  memoryFolder,
  memoryIdAt,
  memoryPath,
} from "../../kernel/memory/memory.ts";
import { jsonOfMemory, memoryItemFrom } from "../../kernel/memory/memory-item.ts";
import { makeFoldersAbove, statOrMissing } from "../files/overlay/make-folders.ts";
import { dissolveSummaryOf, saidBy } from "./consolidation/dissolve.ts";

/**
 * The memory of a workspace as its files. What is done over the files of a call is one change of the workspace, or none. Methods
 * reject with a `FileSystemError` whose words are for people and models; a file that is no item is passed over.
 */
export interface MemoryStore {
  /** The items that count, or all of them, in no promised order. */
  readonly items: (which: "counting" | "all") => Promise<readonly Memory[]>;
  /** Without reading any. */
  readonly count: (kind: MemoryKind) => Promise<number>;
  readonly find: (memoryId: string) => Promise<Memory | undefined>;
  /** Writes an item where its status wants it, and takes it away from where it stood. */
  readonly put: (item: MemoryItem) => Promise<void>;
  /**
   * Puts an item into the bin and keeps an agent from remembering its text again. A summary that says it is taken away, so that the
   * other memories that it sums up count again; who forgets a summary forgets what it sums up.
   */
  readonly forget: (item: Memory) => Promise<void>;
  /** Takes an item out of the bin; its text may be remembered again. */
  readonly restore: (item: Memory) => Promise<void>;
  readonly isForgotten: (text: string) => Promise<boolean>;
  readonly liftGuard: (text: string) => Promise<void>;
  /** Takes the file of an item away. */
  readonly drop: (item: Memory) => Promise<void>;
}

const namesIn = async (files: FileSystem, folder: string): Promise<readonly string[]> =>
  (await statOrMissing(files, folder)) === "dir" ? files.readdir(folder) : [];

/** The item in the bytes of a file; undefined where they hold none. `writtenAt`: milliseconds since 1970. */
export const memoryFromBytes = (bytes: Uint8Array, writtenAt: number): Memory | undefined => {
  const parsed = parseUntrustedJson(new TextDecoder().decode(bytes));
  const item = parsed.ok ? memoryItemFrom(parsed.value) : undefined;
  return item === undefined ? undefined : { ...item, madeAt: item.madeAt ?? writtenAt };
};

const itemAt = async (files: FileSystem, path: string): Promise<Memory | undefined> => {
  const { mtimeMs } = await files.stat(path);
  const item = memoryFromBytes(await files.readFile(path), mtimeMs);
  return item?.memoryId === memoryIdAt(path) ? item : undefined;
};

export const createMemoryStore = (files: FileSystem): MemoryStore => {
  const pathsOf = (memoryId: string): readonly string[] => allMemoryFolders.map((folder) => `${folder}/${memoryId}.json`);
  const removeOthers = async (memoryId: string, kept?: string): Promise<void> => {
    for (const path of pathsOf(memoryId))
      if (path !== kept && (await statOrMissing(files, path)) === "file") await files.unlink(path);
  };
  const write = async (path: string, text: string): Promise<void> => {
    await makeFoldersAbove(files, path);
    await files.writeFile(path, text);
  };
  const put = async (item: MemoryItem): Promise<void> => {
    if (item.text.trim() === "" || item.text.length > maxMemoryChars)
      throw new FileSystemError("EINVAL", `A memory has 1 to ${maxMemoryChars} characters. Keep longer text in a file`);
    const path = memoryPath(item);
    await removeOthers(item.memoryId, path);
    await write(path, canonicalJson(jsonOfMemory(item)));
  };
  const liftGuard = async (text: string): Promise<void> => {
    const path = guardPath(text);
    if ((await statOrMissing(files, path)) === "file") await files.unlink(path);
  };
  const drop = (item: Memory): Promise<void> => removeOthers(item.memoryId);
  const find = async (memoryId: string): Promise<Memory | undefined> => {
    for (const path of pathsOf(memoryId))
      if (memoryIdAt(path) !== undefined && (await statOrMissing(files, path)) === "file") return itemAt(files, path);
    return undefined;
  };
  const forget = async (item: Memory): Promise<void> => {
    await dissolveSummaryOf({ find, put, drop }, item);
    for (const source of await saidBy({ find }, item)) await forget(source);
    await put({ ...item, status: "forgotten" });
    await write(guardPath(item.text), canonicalJson({ memoryId: item.memoryId }));
  };
  return {
    items: async (which) => {
      const items: Memory[] = [];
      for (const folder of which === "all" ? allMemoryFolders : countingFolders)
        for (const name of await namesIn(files, folder)) {
          const path = `${folder}/${name}`;
          const item = memoryIdAt(path) === undefined ? undefined : await itemAt(files, path);
          if (item !== undefined) items.push(item);
        }
      return items;
    },
    count: async (kind) => (await namesIn(files, `${memoryFolder}/${kind}`)).length,
    find,
    put,
    forget,
    restore: async (item) => {
      await put({ ...item, status: "active" });
      await liftGuard(item.text);
    },
    isForgotten: async (text) => (await statOrMissing(files, guardPath(text))) === "file",
    liftGuard,
    drop,
  };
};
