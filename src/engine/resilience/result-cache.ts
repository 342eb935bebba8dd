import type { ClockDep } from "../../kernel/base/clock.ts";

export interface CachedResult<Value> {
  readonly value: Value;
  readonly ageMs: number;
}

export interface CacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
}

export interface ResultCache<Value> {
  /** A result that is no older than `ttlMs`. */
  readonly get: (key: string, ttlMs: number) => CachedResult<Value> | undefined;
  /** Marks a moment: what is read from here on may be kept by `put`. */
  readonly begin: () => number;
  /**
   * Keeps a result of a group under a key. `paths`: what it was read from. It is not kept where anything changed since `begin`,
   * because it may be read from before that.
   */
  readonly put: (entry: {
    readonly key: string;
    readonly group: string;
    readonly value: Value;
    readonly paths: readonly string[];
    readonly begun: number;
  }) => void;
  /** Something at a path changed: what was read from it, or from the folder that it stands in, is forgotten. */
  readonly noteChange: (path: string) => void;
  readonly invalidate: (group: string) => void;
  readonly invalidateAll: () => void;
  readonly stats: () => CacheStats;
}

interface Entry<Value> {
  readonly value: Value;
  readonly group: string;
  readonly at: number;
  readonly paths: readonly string[];
}

const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));

/** Results by key, at most `maxEntries`, the oldest forgotten first. Finding one and noting a change do not look through them. */
export const createResultCache = <Value>({ clock }: ClockDep, maxEntries = 500): ResultCache<Value> => {
  const entries = new Map<string, Entry<Value>>();
  const keysByPath = new Map<string, Set<string>>();
  let changes = 0;
  let [hits, misses] = [0, 0];

  const drop = (key: string): void => {
    for (const path of entries.get(key)?.paths ?? []) {
      const keys = keysByPath.get(path);
      keys?.delete(key);
      if (keys?.size === 0) keysByPath.delete(path);
    }
    entries.delete(key);
  };
  const dropFrom = (path: string): void => {
    for (const key of [...(keysByPath.get(path) ?? [])]) drop(key);
  };

  return {
    get: (key, ttlMs) => {
      const entry = entries.get(key);
      const ageMs = entry === undefined ? 0 : clock.monotonic() - entry.at;
      if (entry === undefined || ageMs > ttlMs) {
        misses += 1;
        if (entry !== undefined) drop(key);
        return undefined;
      }
      hits += 1;
      return { value: entry.value, ageMs };
    },
    begin: () => changes,
    put: ({ key, group, value, paths, begun }) => {
      if (begun !== changes) return;
      drop(key);
      entries.set(key, { value, group, at: clock.monotonic(), paths });
      for (const path of paths) {
        const keys = keysByPath.get(path);
        if (keys === undefined) keysByPath.set(path, new Set([key]));
        else keys.add(key);
      }
      const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
      if (oldest !== undefined) drop(oldest);
    },
    noteChange: (path) => {
      changes += 1;
      if (entries.size === 0) return;
      dropFrom(path);
      dropFrom(folderOf(path));
    },
    invalidate: (group) => {
      changes += 1;
      for (const [key, entry] of entries) if (entry.group === group) drop(key);
    },
    invalidateAll: () => {
      changes += 1;
      entries.clear();
      keysByPath.clear();
    },
    stats: () => ({ hits, misses, entries: entries.size }),
  };
};
