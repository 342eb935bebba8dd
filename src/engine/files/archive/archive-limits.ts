import { maxFileBytes } from "../../../kernel/files/file.ts";

/** What an archive may be at most. All of it is checked before anything is unpacked; unpacking counts again. */
export interface ArchiveLimits {
  /** Of the archive itself. */
  readonly archiveBytes: number;
  readonly entries: number;
  /** Of one file, unpacked. */
  readonly fileBytes: number;
  /** Of all files together, unpacked: they become one commit. */
  readonly totalBytes: number;
  /** Unpacked bytes for each packed one, of a file of more than `ratioFromBytes`. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

export const archiveLimits: ArchiveLimits = {
  archiveBytes: 128 * 1024 * 1024,
  entries: 20_000,
  fileBytes: maxFileBytes,
  totalBytes: 256 * 1024 * 1024,
  ratio: 250,
  ratioFromBytes: 1024 * 1024,
};
