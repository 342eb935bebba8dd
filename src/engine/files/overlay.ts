import type { Hash } from "../../kernel/canonical.ts";
import type { FileSystem, FileTree } from "../../kernel/contracts/file-system.ts";
import type { WorkspaceEffect } from "../../kernel/effect.ts";
import type { EffectId } from "../../kernel/ids.ts";

/** A copy-on-write view of a tree: what a call changes stays here until it is committed, or is dropped. */
export interface Overlay {
  /** The base with the changes on top, for the next overlay of the stack. */
  readonly tree: FileTree;
  /** The file API over it; notes every version whose contents are read. */
  readonly files: FileSystem;
  /** What differs from the base, and what was read. */
  readonly effect: () => WorkspaceEffect;
  /** Contents that the effect names and that were written here. */
  readonly blobs: () => readonly { readonly hash: Hash; readonly bytes: Uint8Array }[];
}

export type CreateOverlay = (base: FileTree, options: { readonly effectId: EffectId; readonly now: number }) => Overlay;
