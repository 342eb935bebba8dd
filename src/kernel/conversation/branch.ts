import type { RunId } from "../base/ids.ts";

/** Who changed a file. */
export type FileChanger =
  | { readonly type: "session"; readonly title: string }
  | { readonly type: "person" }
  /** What did it is not in the log any more. */
  | { readonly type: "unknown" };

/** A file that a branch would have otherwise, and that somebody else changed since. */
export interface KeptFile {
  readonly path: string;
  readonly by: FileChanger;
}

/** What became of the wish to be on a branch. */
export type BranchAnswer =
  /** The session is on it; `runId` where a run goes on there. */
  | { readonly status: "chosen"; readonly runId?: RunId }
  /** Nothing was changed: these files would stay as they are, and the person has not agreed to that. */
  | { readonly status: "asks"; readonly kept: readonly KeptFile[] };
