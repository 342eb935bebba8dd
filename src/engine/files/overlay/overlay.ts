import { type Hash, hashBytes } from "../../../kernel/base/canonical.ts";
import type { EffectId } from "../../../kernel/base/ids.ts";
import { type FileSystem, FileSystemError, type FileTree } from "../../../kernel/contracts/file-system.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { joinOrigins, type Origin, outsideOf } from "../../../kernel/rules/origin.ts";
import { jailedFiles } from "../path-jail.ts";
import { joinPath } from "../path-parts.ts";
import { quoted } from "../text/visible-text.ts";
import { createOverlayFiles } from "./overlay-files.ts";
import { createOverlayLayer } from "./overlay-layer.ts";
import { describeEffect } from "./workspace-effect.ts";

/** A copy-on-write view of a tree: what a call changes stays here until it is committed, or is dropped. */
export interface Overlay {
  /** The base with the changes on top, for the next overlay of the stack. */
  readonly tree: FileTree;
  /** The file API over it, behind the path jail; notes every version whose contents are read. */
  readonly files: FileSystem;
  /**
   * What differs from the base, and what was read. A file written back to its old bytes, or created and deleted again, is no
   * difference. Rejects when a content cannot be loaded from the store.
   */
  readonly effect: () => Promise<WorkspaceEffect>;
  /** Where what was read and listed here came from, as far as that is outside. */
  readonly origins: () => readonly Origin[];
  /** Text from elsewhere outside is as if it was read here. */
  readonly hear: (origins: readonly Origin[]) => void;
  /** Contents that the effect names and that were written here. */
  readonly blobs: () => readonly { readonly hash: Hash; readonly bytes: Uint8Array }[];
}

/**
 * `now` is the modification time of everything written, milliseconds since 1970. The base must not change meanwhile. `origins`:
 * what from outside the writer had read before. What is written here has it, and whatever was read here from outside.
 */
export type CreateOverlay = (
  base: FileTree,
  options: { readonly effectId: EffectId; readonly now: number; readonly origins?: readonly Origin[] },
) => Overlay;

const noOrigins: readonly Origin[] = [];

export const createOverlay: CreateOverlay = (base, { effectId, now, origins }) => {
  const layer = createOverlayLayer(base);
  const bytesByHash = new Map<Hash, Uint8Array>();
  const reads = new Map<string, EffectId | null>();
  const written = new Set<string>();
  const before = origins === undefined ? noOrigins : outsideOf(origins);
  let seen = noOrigins;
  const noteSeen = (path: string): void => {
    const found = layer.state(path)?.origins;
    if (found !== undefined) seen = joinOrigins(seen, found);
  };
  const contents = async (hash: Hash): Promise<Uint8Array | undefined> => bytesByHash.get(hash) ?? base.contents(hash);

  const files = createOverlayFiles({
    layer,
    stamp: { modifiedAt: now, version: effectId },
    load: async (path, hash) => {
      const bytes = await contents(hash);
      if (bytes === undefined) {
        throw new FileSystemError("EIO", `the content of ${quoted(path)} is missing in the store; nothing was changed`);
      }
      return bytes;
    },
    keep: (bytes) => {
      const hash = hashBytes(bytes);
      bytesByHash.set(hash, bytes);
      return hash;
    },
    noteRead: (path) => {
      noteSeen(path);
      // The first reading counts: what came of it was made of that version.
      if (!written.has(path) && !reads.has(path)) reads.set(path, base.state(path)?.version ?? null);
    },
    noteNames: (path) => {
      if (base.hasOrigins?.() === false && before.length === 0) return;
      for (const name of layer.children(path)) noteSeen(joinPath(path, name));
    },
    noteWrite: (path) => void written.add(path),
  });

  /** Which of the written files was made from what that was read is not known, so each has all of it. */
  const label = (): void => {
    const all = joinOrigins(before, seen);
    if (all.length === 0) return;
    for (const { path, after } of layer.changes()) {
      if (after?.version === effectId) layer.set(path, { ...after, origins: joinOrigins(after.origins ?? noOrigins, all) });
    }
  };
  const describe = (): Promise<WorkspaceEffect> => {
    label();
    return describeEffect(
      { effectId, changes: layer.changes(), reads: [...reads].map(([path, version]) => ({ path, version })) },
      contents,
    );
  };

  return {
    tree: {
      state: layer.state,
      children: layer.children,
      paths: layer.paths,
      hasOrigins: () => before.length > 0 || seen.length > 0 || base.hasOrigins?.() !== false,
      contents,
    },
    files: jailedFiles(files),
    effect: describe,
    origins: () => seen,
    hear: (heard) => {
      seen = joinOrigins(seen, outsideOf(heard));
    },
    blobs: () => {
      const named = new Set(layer.changes().map(({ after }) => (after?.kind === "file" ? after.hash : "")));
      return [...bytesByHash].filter(([hash]) => named.has(hash)).map(([hash, bytes]) => ({ hash, bytes }));
    },
  };
};
