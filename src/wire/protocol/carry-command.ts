import type { Hash } from "../../kernel/base/canonical.ts";
import type { RestoredBackup, RestorePlace } from "../../kernel/files/backup.ts";
import type { ImportedFiles, ImportPreview } from "../../kernel/files/import-preview.ts";
import type { StorageItems } from "../../kernel/files/storage-items.ts";

/** Answers to what brings something into the workspace, or out of it. */
export interface CarryAnswers {
  /** `missing`: contents that are gone from the store, or damaged there. */
  readonly "make-backup": { readonly file: Blob; readonly madeAt: number; readonly missing: number };
  readonly "restore-backup": RestoredBackup;
  /** `missing`: paths whose contents are not in the workspace any more. */
  readonly "export-files": { readonly file: Blob; readonly files: number; readonly missing: readonly string[] };
  readonly "read-storage-items": StorageItems;
  readonly "wipe-workspace": null;
  readonly "preview-import": ImportPreview;
  readonly "import-files": ImportedFiles;
}

/** What brings something into the workspace, or out of it. */
export type CarryCommand =
  /** Everything of the workspace in one file, without keys. */
  | { readonly type: "make-backup" }
  /**
   * Brings back exactly the backup whose preview had this hash, or nothing. `instead`: in place of a workspace in which nothing was
   * done; the page is loaded again afterwards. `isOwn`: the person made it, so nothing in it is switched off or labelled. `on`: ids of
   * the active parts of its preview that come switched on all the same. Absent: none.
   */
  | {
      readonly type: "restore-backup";
      readonly name: string;
      readonly file: Blob;
      readonly hash: Hash;
      readonly place: RestorePlace;
      readonly isOwn: boolean;
      readonly on?: readonly string[];
    }
  /** What takes how much room; reads the whole log. */
  | { readonly type: "read-storage-items" }
  /** Erases everything of this workspace; the page is loaded again afterwards. `phrase`: `wipePhrase`, typed by the person. */
  | { readonly type: "wipe-workspace"; readonly phrase: string }
  /** A file, or the files of a folder, as a zip archive; `/` for all. */
  | { readonly type: "export-files"; readonly folder: string }
  /** What a file that somebody brings would do; nothing is done. `into`: the folder that files would come into. */
  | { readonly type: "preview-import"; readonly name: string; readonly file: Blob; readonly into: string }
  /** Puts in exactly what the preview of this digest said, as one commit that `undo` takes back, or does nothing. */
  | {
      readonly type: "import-files";
      readonly name: string;
      readonly file: Blob;
      readonly into: string;
      readonly digest: Hash;
    };
