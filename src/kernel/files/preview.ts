import type { Hash } from "../base/canonical.ts";

/** A file that a previewed page names, for the frame that has no network. */
export interface PreviewFile {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A page of the workspace, with everything that it can show. */
export interface Preview {
  /** As it is written. */
  readonly html: string;
  /** Where it stands: what it names is relative to that. */
  readonly path: string;
  readonly files: readonly PreviewFile[];
  /** Names that lead to no file of the workspace; those of other hosts are not loaded either. */
  readonly missing: readonly string[];
  /** Over the page and all its files: another one means that there is something else to see. */
  readonly hash: Hash;
}

/** Files that one preview takes along, and their bytes together. */
export const maxPreviewFiles = 200;
export const maxPreviewBytes = 16 * 1024 * 1024;
