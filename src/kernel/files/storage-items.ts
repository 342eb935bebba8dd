import type { SessionId } from "../base/ids.ts";

/** What a part of the workspace takes, in bytes as they are written; the browser's own overhead is not in it. */
export interface StorageClass {
  /**
   * `log`: entries. `files`: contents of the files as they are. `older`: contents that only the log names, for undo, pictures and
   * replay. `kept`: checkpoints, seals and other things beside the log.
   */
  readonly kind: "log" | "files" | "older" | "kept";
  readonly bytes: number;
  readonly count: number;
}

export interface LargeSession {
  readonly sessionId: SessionId;
  readonly title: string;
  /** Entries, and the contents that nothing else names: what deleting it frees. */
  readonly bytes: number;
  readonly entries: number;
}

export interface LargeFile {
  readonly path: string;
  readonly bytes: number;
}

/** What the workspace consists of by size; of sessions and files the largest ones, the largest first. */
export interface StorageItems {
  readonly classes: readonly StorageClass[];
  readonly sessions: readonly LargeSession[];
  readonly files: readonly LargeFile[];
}

/** What a person has to type before everything is erased. */
export const wipePhrase = "erase everything";
