import type { Hash } from "../base/canonical.ts";
import type { EffectId } from "../base/ids.ts";
import type { BackupPreview } from "./backup.ts";

/** A file that would be brought in. `same`: it stands there already, byte for byte. */
export interface IncomingFile {
  readonly path: string;
  readonly change: "new" | "replaced" | "same";
  readonly sizeBytes: number;
}

/** What is not brought in, under its own name, and why, as the end of a sentence. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** Files that would be brought into a folder. */
export interface FilesPreview {
  readonly type: "files";
  readonly into: string;
  /** By path. */
  readonly files: readonly IncomingFile[];
  readonly newFolders: number;
  readonly leftOut: readonly LeftOut[];
  /** Of all this: an import that names it does exactly this, or nothing. */
  readonly digest: Hash;
}

/** A recording of a model. */
export interface CassettePreview {
  readonly type: "cassette";
  readonly name: string;
  readonly model: string;
  readonly answers: number;
}

/** What a file that somebody brings would do; nothing is done. */
export type ImportPreview = FilesPreview | CassettePreview | BackupPreview;

export interface ImportedFiles {
  /** What takes it back; absent where nothing was different. */
  readonly effectId?: EffectId;
  readonly added: number;
  readonly replaced: number;
}
