import type { FileSystem } from "../contracts/file-system.ts";
import type { Origin } from "../rules/origin.ts";

/** What a call of git is given: its words without the first, and where it stands. */
export interface GitCall {
  readonly words: readonly string[];
  /** Absolute. */
  readonly folder: string;
  /** Where a restored file is written. */
  readonly files: FileSystem;
}

export interface GitEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Where the text of old contents came from, as far as that is outside. */
  readonly origins: readonly Origin[];
}

/** The command `git` over the workspace's own history: it reads, and puts back files of a commit. Never rejects. */
export type GitCommand = (call: GitCall) => Promise<GitEnd>;
