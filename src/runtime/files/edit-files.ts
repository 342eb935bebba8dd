import { createOverlay } from "../../engine/files/overlay/overlay.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { effectId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import type { Expectation, Store } from "../../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { EntryDraft } from "../../kernel/log/log-entry.ts";
import type { Origin } from "../../kernel/rules/origin.ts";

export interface EditDeps extends ClockDep, RandomDep {
  readonly store: Store;
  readonly tree: WorkspaceTree;
}

/** What an edit came to. */
export interface Edited<Value> {
  readonly value: Value;
  readonly effect: WorkspaceEffect;
}

/** How often an edit is tried again because somebody else changed the same files meanwhile. */
const maxTries = 5;

const versionsOf = ({ files, reads }: WorkspaceEffect): readonly Expectation[] => {
  const versions = new Map(files.map(({ path, before }) => [path, before?.version ?? null]));
  // What was read is older than what stood there in the end.
  for (const { path, version } of reads) versions.set(path, version);
  return [...versions].map(([path, version]) => ({ type: "file-version", path, version }));
};

const editOnce = async <Value>(
  { clock, random, store, tree }: EditDeps,
  work: (files: FileSystem) => Promise<Value>,
  entryOf: (effect: WorkspaceEffect) => EntryDraft,
  origins: readonly Origin[],
): Promise<Result<Edited<Value>, Failure>> => {
  const overlay = createOverlay(tree, { effectId: effectId(random.id("effect")), now: clock.now(), origins });
  const value = await work(overlay.files);
  const effect = await overlay.effect();
  if (effect.files.length === 0) return ok({ value, effect });
  const stored = await store.append({
    entries: [entryOf(effect)],
    effects: overlay.blobs().map(({ hash, bytes }) => ({ type: "put", table: "blobs", row: { key: hash, bytes } })),
    expects: versionsOf(effect),
    durability: "strict",
  });
  return stored.ok ? ok({ value, effect }) : stored;
};

/**
 * A change of files that no call makes: all of it is one entry of the log, or nothing happened. Where what it read or writes is
 * changed meanwhile, it is done again over that. `origins`: where what is written comes from, beyond what
 * `work` reads. Rejects with what `work` rejects with; then nothing happened either.
 */
export const editFiles = async <Value>(
  deps: EditDeps,
  work: (files: FileSystem) => Promise<Value>,
  entryOf: (effect: WorkspaceEffect) => EntryDraft,
  origins: readonly Origin[] = [],
): Promise<Result<Edited<Value>, Failure>> => {
  let edited = await editOnce(deps, work, entryOf, origins);
  for (let tries = 1; tries < maxTries && !edited.ok && edited.error.type === "conflict"; tries += 1)
    edited = await editOnce(deps, work, entryOf, origins);
  return edited;
};
