import { canonicalHash, canonicalJson, type Hash } from "../../../kernel/base/canonical.ts";
import { findJsonProblem, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import { type FileSystem, FileSystemError } from "../../../kernel/contracts/file-system.ts";
import {
  maxStateChars,
  maxStateKeys,
  nameOfStateFile,
  snapshotPath,
  snapshotsFolder,
  statePath,
  valuesFolder,
} from "../../../kernel/files/state.ts";
import { makeFoldersAbove, statOrMissing } from "../../files/overlay/make-folders.ts";
import { byCodeUnit } from "../../files/path-parts.ts";

/** Keys with their values, sorted by key. */
export type StateValues = readonly (readonly [key: string, value: JsonValue])[];

/**
 * The keys and values of one tenant, as files of a workspace. A key that holds null is there; one that was deleted is not. Names
 * must pass `findStateNameProblem`. Methods reject with a `FileSystemError` that says what is wrong: a value that is no JSON or too
 * large, a tenant with too many keys, a file that somebody else has damaged.
 */
export interface StateStore {
  /** Undefined where the key is absent. */
  readonly get: (key: string) => Promise<JsonValue | undefined>;
  readonly exists: (key: string) => Promise<boolean>;
  /** Sorted by code unit. */
  readonly keys: () => Promise<readonly string[]>;
  readonly values: () => Promise<StateValues>;
  readonly set: (key: string, value: JsonValue) => Promise<void>;
  /** Whether it was there. */
  readonly delete: (key: string) => Promise<boolean>;
  /** Makes the values exactly these: others go. */
  readonly replace: (pairs: StateValues) => Promise<void>;
  readonly snapshots: () => Promise<readonly string[]>;
  /** Keeps all values under a name, in place of what was kept under it. */
  readonly snapshot: (name: string) => Promise<StateValues>;
  /** Makes the values exactly those that were kept: others go. Undefined, and nothing is done, where there is no such snapshot. */
  readonly restore: (name: string) => Promise<StateValues | undefined>;
}

/** The same for the same keys and values, whatever the order in which they came or were written. */
export const stateHash = (values: StateValues): Hash =>
  canonicalHash(values.toSorted(([one], [other]) => byCodeUnit(one, other)));

const refuse = (sentence: string): never => {
  throw new FileSystemError("EINVAL", sentence);
};

const textOf = (key: string, value: JsonValue): string => {
  const problem = findJsonProblem(value);
  if (problem !== undefined) refuse(`${problem.slice(0, -1)}, so '${key}' was not set`);
  const text = canonicalJson(value);
  return text.length > maxStateChars
    ? refuse(`The value of '${key}' has ${text.length} characters; at most ${maxStateChars} are kept. Keep it in a file`)
    : text;
};

const isPair = (pair: JsonValue): pair is readonly [string, JsonValue] =>
  Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string";

const jsonAt = async (files: FileSystem, path: string): Promise<JsonValue> => {
  const parsed = parseUntrustedJson(new TextDecoder().decode(await files.readFile(path)));
  return parsed.ok ? parsed.value : refuse(`${path} was changed by hand and cannot be read: ${parsed.error} Set it again`);
};

const namesIn = async (files: FileSystem, folder: string): Promise<readonly string[]> => {
  if ((await statOrMissing(files, folder)) !== "dir") return [];
  const names = await files.readdir(folder);
  return names.flatMap((name) => nameOfStateFile(name) ?? []).sort(byCodeUnit);
};

/** The files of a call are an overlay, so everything that is done here is one change of the workspace, or none. */
export const createStateStore = (files: FileSystem, tenant: string): StateStore => {
  const pathOf = (key: string): string => statePath({ tenant, key });
  const exists = async (key: string): Promise<boolean> => (await statOrMissing(files, pathOf(key))) === "file";
  const keys = (): Promise<readonly string[]> => namesIn(files, valuesFolder(tenant));
  const values = async (): Promise<StateValues> => {
    const pairs: (readonly [string, JsonValue])[] = [];
    for (const key of await keys()) pairs.push([key, await jsonAt(files, pathOf(key))]);
    return pairs;
  };
  const write = async (path: string, text: string): Promise<void> => {
    await makeFoldersAbove(files, path);
    await files.writeFile(path, text);
  };
  const remove = async (key: string): Promise<boolean> => {
    if (!(await exists(key))) return false;
    await files.unlink(pathOf(key));
    return true;
  };
  const replace = async (pairs: StateValues): Promise<void> => {
    if (pairs.length > maxStateKeys) refuse(`These are ${pairs.length} keys; at most ${maxStateKeys} are kept`);
    const wanted = new Map(pairs.map(([key, value]) => [key, textOf(key, value)]));
    for (const key of await keys()) if (!wanted.has(key)) await remove(key);
    for (const [key, text] of wanted) await write(pathOf(key), text);
  };
  const kept = async (name: string): Promise<StateValues> => {
    const path = snapshotPath(tenant, name);
    const pairs = await jsonAt(files, path);
    return Array.isArray(pairs) && pairs.every(isPair) ? pairs : refuse(`${path} was changed by hand and is no snapshot`);
  };
  return {
    get: async (key) => {
      try {
        // Read, not looked for: who reads that there is nothing must not write over what came meanwhile.
        return await jsonAt(files, pathOf(key));
      } catch (cause) {
        if (cause instanceof FileSystemError && cause.code === "ENOENT") return undefined;
        throw cause;
      }
    },
    exists,
    keys,
    values,
    set: async (key, value) => {
      const text = textOf(key, value);
      if (!(await exists(key)) && (await keys()).length >= maxStateKeys)
        refuse(`There are ${maxStateKeys} keys already, which is as many as are kept. Delete some first`);
      await write(pathOf(key), text);
    },
    delete: remove,
    replace,
    snapshots: () => namesIn(files, snapshotsFolder(tenant)),
    snapshot: async (name) => {
      const pairs = await values();
      await write(snapshotPath(tenant, name), canonicalJson(pairs));
      return pairs;
    },
    restore: async (name) => {
      if ((await statOrMissing(files, snapshotPath(tenant, name))) !== "file") return undefined;
      const pairs = await kept(name);
      await replace(pairs);
      return pairs;
    },
  };
};
