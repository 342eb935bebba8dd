import type { Hash } from "../base/canonical.ts";
import type { EffectId, Seq } from "../base/ids.ts";

/** What a person does to the workspace's files. Paths are as they were typed: the worker resolves or refuses them. */
export type FileAct =
  /**
   * Makes the file hold this text. `base`: the content that it was made from, `null`: there was none. Where another content stands by
   * then, nothing is written. Missing folders are made.
   */
  | { readonly type: "write"; readonly path: string; readonly text: string; readonly base: Hash | null }
  /**
   * Makes the file what it was right after an entry that changed it, its labels too. `base`: as of `write`. Missing folders are made.
   */
  | { readonly type: "restore"; readonly path: string; readonly at: Seq; readonly base: Hash | null }
  /** Missing folders above it are made too. */
  | { readonly type: "make-folder"; readonly path: string }
  /** A file, or a folder with everything in it. Never replaces anything; missing folders are made. */
  | { readonly type: "move"; readonly from: string; readonly to: string }
  /** A file, or a folder with everything in it. */
  | { readonly type: "delete"; readonly path: string }
  /**
   * Brings a file in from outside. `name` may hold folders, and is changed where it cannot stand in a path; a name that is taken gets
   * a number.
   */
  | { readonly type: "add"; readonly folder: string; readonly name: string; readonly bytes: Uint8Array };

/** What became of acts. */
export interface FilesChanged {
  /** Absent: everything was as it was asked for already. */
  readonly effectId?: EffectId;
  /** Where the file or folder of each act stands, in the order of the acts; of what was deleted, where it stood. */
  readonly paths: readonly string[];
}

/** Files of one `change-files`, and their bytes together. */
export const maxActsAtOnce = 2_000;
export const maxBytesAtOnce = 128 * 1024 * 1024;
