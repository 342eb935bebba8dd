import type { Hash } from "../base/canonical.ts";
import type { EffectId } from "../base/ids.ts";
import type { Origin } from "../rules/origin.ts";

/**
 * What stands at a path. `version` names the effect that wrote it. `origins`: where its text or its name came from, as far as that
 * is outside; absent: nowhere. Paths are absolute, normalised, NFC: `/notes/plan.md`.
 */
export type FileState =
  | {
      readonly kind: "file";
      readonly hash: Hash;
      readonly sizeBytes: number;
      readonly modifiedAt: number;
      readonly version: EffectId;
      readonly origins?: readonly Origin[];
    }
  | {
      readonly kind: "directory";
      readonly modifiedAt: number;
      readonly version: EffectId;
      readonly origins?: readonly Origin[];
    };

/** The hash of a file's contents; null for a folder, and where nothing stands. */
export const contentHash = (state: FileState | null): Hash | null => (state?.kind === "file" ? state.hash : null);

/** One path before and after an effect; `null` where nothing stands. Swapping the two is the inverse. */
export interface FileChange {
  readonly path: string;
  readonly before: FileState | null;
  readonly after: FileState | null;
  /** Lines added and removed, for text of at most 1 MiB; absent for directories, binary and larger files. */
  readonly lines?: { readonly added: number; readonly removed: number };
}

/** A version that a call read: undo follows these, and a commit requires them unchanged. `null`: nothing stood there. */
export interface FileRead {
  readonly path: string;
  readonly version: EffectId | null;
}

/** Size limits of the workspace. Refused before anything is allocated. */
export const maxFileBytes = 32 * 1024 * 1024;
export const maxPathDepth = 64;
export const maxSegmentBytes = 255;

/** Folder that no tool can see or change: rules, settings and other things of the product. */
export const reservedFolder = "/.agent";
