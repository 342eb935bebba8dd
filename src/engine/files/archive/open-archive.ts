import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { resolvePath } from "../path-jail.ts";
import { foldersAbove } from "../path-parts.ts";
import { type ArchiveLimits, archiveLimits } from "./archive-limits.ts";
import { unpack } from "./unpack.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** A file or a folder of an archive under a path that the jail let pass. */
export interface ArchivePart {
  /** Absolute, as if the archive were the root: `/notes/plan.md`. */
  readonly path: string;
  readonly kind: "file" | "directory";
  readonly sizeBytes: number;
  /** Its bytes; refused, as the end of a sentence, where they are not what the archive says. */
  readonly read: () => Result<Uint8Array, string>;
}

/** What is not taken, under the name that the archive gives it, and why, as the end of a sentence. */
export interface SkippedPart {
  readonly name: string;
  readonly reason: string;
}

export interface OpenedArchive {
  readonly parts: readonly ArchivePart[];
  readonly skipped: readonly SkippedPart[];
}

interface Named {
  readonly entry: ZipEntry;
  readonly path: string;
}

const jailedPath = ({ name, problem }: ZipEntry): Result<string, string> => {
  if (problem !== undefined) return err(problem);
  if (name.startsWith("/")) return err("its path is absolute");
  if (name.split("/").includes("..")) return err("its path leads out of its folder");
  const path = resolvePath(`/${name}`);
  if (!path.ok) return err(path.error.replace(/^The path .* is refused: /su, "").replace(/\.$/u, ""));
  return path.value === "/" ? err("it has no name") : path;
};

/** Names that another system would take for the same file. */
const caseless = (path: string): string => path.normalize("NFC").toLowerCase();

/** Why a name cannot stand beside the others. */
const clashOf = ({ path, entry }: Named, byName: ReadonlyMap<string, number>, files: ReadonlySet<string>): string | undefined => {
  if ((byName.get(caseless(path)) ?? 0) > 1) return "another entry has the same name, but for upper and lower case at most";
  const blocking = foldersAbove(path).find((folder) => files.has(folder));
  if (blocking !== undefined) return "it stands in a folder that is a file as well";
  return entry.isFolder && files.has(path) ? "a file has the same name" : undefined;
};

/**
 * Opens a zip archive that anybody may have made. An archive that contradicts itself or is beyond the limits is refused as a whole,
 * as the end of a sentence; entries that cannot be taken one by one are listed with their reasons: paths that lead out, links, what
 * is encrypted, and names that clash, of which none is taken. Archives inside of it are files.
 */
export const openArchive = (bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): Result<OpenedArchive, string> => {
  const directory = readZipDirectory(bytes, limits);
  if (!directory.ok) return directory;
  const skipped: SkippedPart[] = [];
  const named: Named[] = [];
  const byName = new Map<string, number>();
  for (const entry of directory.value) {
    const path = jailedPath(entry);
    if (!path.ok) skipped.push({ name: entry.name, reason: path.error });
    else if (entry.sizeBytes > limits.fileBytes)
      skipped.push({ name: entry.name, reason: `it is larger than ${limits.fileBytes / 1024 / 1024} MB` });
    else {
      named.push({ entry, path: path.value });
      byName.set(caseless(path.value), (byName.get(caseless(path.value)) ?? 0) + 1);
    }
  }
  const files = new Set(named.flatMap(({ entry, path }) => (entry.isFolder ? [] : [path])));
  const parts: ArchivePart[] = [];
  for (const one of named) {
    const clash = clashOf(one, byName, files);
    const { entry, path } = one;
    if (clash !== undefined) skipped.push({ name: entry.name, reason: clash });
    else
      parts.push({
        path,
        kind: entry.isFolder ? "directory" : "file",
        sizeBytes: entry.sizeBytes,
        read: () => unpack(bytes, entry),
      });
  }
  return ok({ parts, skipped });
};
