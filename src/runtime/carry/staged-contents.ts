import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";
import { stagedKey } from "./backup-keys.ts";

/**
 * Contents that are put into the store before the commit that names them, a few at a time, so that an import needs no memory for
 * all of them. Which ones is noted first: what a crash leaves behind is taken away later.
 */
export interface StagedContents {
  readonly add: (hash: Hash, bytes: Uint8Array) => Promise<Result<null, Failure>>;
  /** Stores what is held back. */
  readonly flush: () => Promise<Result<null, Failure>>;
  /** Takes all of them away again. */
  readonly drop: () => Promise<void>;
}

const batchBytes = 4 * 1024 * 1024;
const noteOf = (hashes: readonly Hash[]): Effect => ({
  type: "put",
  table: "kept",
  row: { key: stagedKey, bytes: new TextEncoder().encode(hashes.join("")) },
});
export const forgetStaged: Effect = { type: "remove", table: "kept", key: stagedKey };

const write = async (store: Store, effects: readonly Effect[]): Promise<Result<null, Failure>> => {
  const stored = await store.append({ entries: [], effects, expects: [], durability: "strict" });
  return stored.ok ? ok(null) : stored;
};
const removal = (key: Hash): Effect => ({ type: "remove", table: "blobs", key });

/** `hashes`: all that will be added; those that are in the store already stay untouched. */
export const stageContents = async (store: Store, hashes: readonly Hash[]): Promise<Result<StagedContents, Failure>> => {
  const keys = await store.keys("blobs");
  if (!keys.ok) return keys;
  const there = new Set(keys.value);
  const coming = new Set(hashes.filter((hash) => !there.has(hash)));
  const noted = await write(store, [noteOf([...coming])]);
  if (!noted.ok) return noted;
  let batch: Effect[] = [];
  let held = 0;
  const flush = async (): Promise<Result<null, Failure>> => {
    const effects = batch;
    [batch, held] = [[], 0];
    return effects.length === 0 ? ok(null) : write(store, effects);
  };
  return ok({
    add: async (key, bytes) => {
      if (!coming.has(key)) return ok(null);
      batch.push({ type: "put", table: "blobs", row: { key, bytes } });
      held += bytes.byteLength;
      return held < batchBytes ? ok(null) : flush();
    },
    flush,
    drop: async () => {
      await write(store, [...[...coming].map(removal), forgetStaged]);
    },
  });
};

const entriesPerRead = 1_000;

/** Takes away what an import left behind that did not come to its end, but what something else has named since. */
export const tidyStaged = async (store: Store): Promise<void> => {
  const note = await store.get("kept", stagedKey);
  if (!note.ok || note.value === undefined) return;
  const left = new Set(new TextDecoder().decode(note.value.bytes).match(/[0-9a-f]{64}/g) ?? []);
  const keep = (text: string): void => {
    for (const hash of text.match(/[0-9a-f]{64}/g) ?? []) left.delete(hash);
  };
  const files = await store.list("files");
  if (!files.ok) return;
  keep(JSON.stringify(files.value.rows));
  for (let from = 1; from <= store.lastSeq() && left.size > 0; from += entriesPerRead) {
    const page = await store.read({ type: "range", from, to: from + entriesPerRead - 1 });
    if (!page.ok) return;
    keep(JSON.stringify(page.value.entries));
  }
  await write(store, [...[...left].map(removal), forgetStaged]);
};
