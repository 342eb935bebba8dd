import type { ClockDep } from "../../kernel/base/clock.ts";

/** The one who does it. Only the first word counts. */
export interface Owner<Value> {
  /** Whoever asks until the time is over gets this value. */
  readonly complete: (value: Value) => void;
  /** Those who wait hear that there is none, and the next one who asks does it. */
  readonly fail: () => void;
}

export type Registered<Value> =
  | { readonly type: "new"; readonly owner: Owner<Value> }
  /** Undefined: it failed, or nothing was heard of it in time. */
  | { readonly type: "in-progress"; readonly value: Promise<Value | undefined> }
  | { readonly type: "cached"; readonly value: Value };

export interface Deduplicator<Value> {
  readonly register: (key: string) => Registered<Value>;
  /** Keys that are known, those that are too old and not yet swept included. */
  readonly size: () => number;
}

export interface DeduplicatorOptions {
  /** How long a key counts, from its registration until it is completed and from then on; strictly below. 0: not at all. */
  readonly ttlMs: number;
  /** How long a value is given out, where that differs: 0 shares only what is on its way. */
  readonly keepMs?: number;
  /** Beyond so many keys the oldest are forgotten. */
  readonly maxEntries?: number;
}

interface Entry<Value> {
  at: number;
  value?: Value;
  isComplete: boolean;
  readonly waiting: ((value: Value | undefined) => void)[];
}

const sweepEvery = 64;

/** Tells the first who asks for a key from those who ask again. A key whose owner is never heard of again becomes free in time. */
export const createDeduplicator = <Value>(
  { clock }: ClockDep,
  { ttlMs, keepMs = ttlMs, maxEntries = 1_000 }: DeduplicatorOptions,
): Deduplicator<Value> => {
  const entries = new Map<string, Entry<Value>>();
  let asked = 0;
  const isFresh = ({ at, isComplete }: Entry<Value>): boolean => clock.monotonic() - at < (isComplete ? keepMs : ttlMs);
  const drop = (key: string, entry: Entry<Value>): void => {
    if (entries.get(key) === entry) entries.delete(key);
    for (const wake of entry.waiting.splice(0)) wake(entry.value);
  };
  const sweep = (): void => {
    for (const [key, entry] of entries) if (!isFresh(entry)) drop(key, entry);
  };
  const own = (key: string): Owner<Value> => {
    const entry: Entry<Value> = { at: clock.monotonic(), isComplete: false, waiting: [] };
    entries.set(key, entry);
    const oldest = entries.size > maxEntries ? entries.entries().next().value : undefined;
    if (oldest !== undefined) drop(...oldest);
    let isOpen = true;
    return {
      complete: (value) => {
        if (!isOpen) return;
        isOpen = false;
        entry.at = clock.monotonic();
        entry.value = value;
        entry.isComplete = true;
        for (const wake of entry.waiting.splice(0)) wake(value);
        if (!isFresh(entry)) drop(key, entry);
      },
      fail: () => {
        if (isOpen) drop(key, entry);
        isOpen = false;
      },
    };
  };
  return {
    register: (key) => {
      asked += 1;
      if (asked % sweepEvery === 0) sweep();
      const entry = entries.get(key);
      if (entry === undefined || !isFresh(entry)) {
        if (entry !== undefined) drop(key, entry);
        return { type: "new", owner: own(key) };
      }
      if (entry.isComplete) return { type: "cached", value: entry.value as Value };
      return { type: "in-progress", value: new Promise((resolve) => entry.waiting.push(resolve)) };
    },
    size: () => entries.size,
  };
};
