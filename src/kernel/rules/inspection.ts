import type { Hash } from "../base/canonical.ts";
import type { Failure } from "../base/failure.ts";
import type { EffectId, Seq } from "../base/ids.ts";
import type { ImageType } from "../conversation/message.ts";
import type { OutsideOrigin } from "./origin.ts";

/** One file or folder in a listing. */
export interface FileRow {
  readonly path: string;
  readonly kind: "file" | "directory";
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly hash?: Hash;
  /** The places outside that it has text from. Absent: none. */
  readonly origins?: readonly OutsideOrigin[];
}

/** A content, as far as it can be shown: text up to 1 MiB, else only its size. */
export type Content =
  | { readonly type: "text"; readonly text: string; readonly sizeBytes: number }
  | { readonly type: "binary"; readonly sizeBytes: number }
  | { readonly type: "too-large"; readonly sizeBytes: number }
  | { readonly type: "missing" };

/** A picture or a document of a message; `missing` also where the content is neither. */
export type PictureContent =
  | { readonly type: "picture"; readonly bytes: Uint8Array; readonly mediaType: ImageType }
  | { readonly type: "document"; readonly bytes: Uint8Array }
  | { readonly type: "missing" };

export interface DiffLine {
  readonly sign: " " | "+" | "-";
  /** Line number in the new text, or in the old one for removed lines; from 1. */
  readonly number: number;
  readonly text: string;
}
export interface DiffHunk {
  readonly lines: readonly DiffLine[];
}
/** The difference of two contents, three lines of context; `binary` and `too-large` say why there are no hunks. */
export type Diff =
  | { readonly type: "text"; readonly hunks: readonly DiffHunk[]; readonly added: number; readonly removed: number }
  | { readonly type: "binary" | "too-large"; readonly beforeBytes: number; readonly afterBytes: number };

/** What an undo would do, before it is done. */
export interface UndoPlan {
  readonly steps: readonly { readonly effectId: EffectId; readonly seq: Seq; readonly title: string }[];
  readonly files: readonly { readonly path: string; readonly change: "restored" | "removed" | "reverted" }[];
}

/** One of the layers between this page and a model. Those behind the first that fails are unknown. */
export interface ConnectionLayer {
  readonly name: string;
  readonly status: "fine" | "fails" | "unknown";
}

/** Something to do or to look at; `command` is for a terminal, as it stands. */
export interface GuideStep {
  readonly text: string;
  readonly command?: string;
}

/** Which layer fails, and what to do about it, in order. More than one step means: one of these. */
export interface ConnectionGuide {
  readonly layers: readonly ConnectionLayer[];
  readonly steps: readonly GuideStep[];
}

/** What checking a connection found. `models` is empty where the endpoint does not list them. */
export type ConnectionVerdict =
  | { readonly type: "works"; readonly models: readonly string[]; readonly sentence: string }
  | { readonly type: "fails"; readonly failure: Failure; readonly guide?: ConnectionGuide };

export interface StorageReport {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly entries: number;
  readonly files: number;
  readonly unreadable: number;
}
