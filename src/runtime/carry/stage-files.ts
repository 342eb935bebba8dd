import { type ArchivePart, openArchive, type SkippedPart } from "../../engine/files/archive/open-archive.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { resolvePath } from "../../engine/files/path-jail.ts";
import { byCodeUnit, foldersAbove } from "../../engine/files/path-parts.ts";
import { canonicalHash, hashBytes } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { maxFileBytes } from "../../kernel/files/file.ts";
import type { FilesPreview, IncomingFile, LeftOut } from "../../kernel/files/import-preview.ts";
import { isStatePath } from "../../kernel/files/state.ts";
import { rulesFolder } from "../../kernel/rules/rules-folder.ts";

/** A file of the person's: its name, and all of its bytes. */
export interface BroughtFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files on their way in: what they would do, and their bytes. Nothing is kept anywhere yet. */
export interface StagedFiles {
  readonly preview: FilesPreview;
  readonly files: readonly { readonly path: string; readonly read: () => Result<Uint8Array, string> }[];
}

const refused = (message: string): Result<never, Failure> => err({ type: "invalid-input", message });

const damaged = (name: string, why: string): Result<never, Failure> =>
  refused(`The archive ${name} was refused: ${why} Nothing was brought in and nothing was changed; look at where it came from.`);

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

const partsOf = ({
  name,
  bytes,
}: BroughtFile): Result<{ parts: readonly ArchivePart[]; skipped: readonly SkippedPart[] }, Failure> => {
  if (isZip(bytes)) {
    const opened = openArchive(bytes);
    return opened.ok ? opened : damaged(name, opened.error);
  }
  if (bytes.length > maxFileBytes)
    return refused(
      `${name} is larger than ${maxFileBytes / 1024 / 1024} MB, the most that a file here has. Nothing was brought in; divide it, or leave it where it is.`,
    );
  const path = resolvePath(`/${name.replaceAll("/", "_")}`);
  if (!path.ok) return refused(`${path.error} Nothing was brought in; give the file another name first.`);
  return ok({ parts: [{ path: path.value, kind: "file", sizeBytes: bytes.length, read: () => ok(bytes) }], skipped: [] });
};

/** What would act by itself where it lies is not brought in as a file. */
const activeReason = (path: string): string | undefined => {
  if (path === rulesFolder || path.startsWith(`${rulesFolder}/`))
    return "rules that came from elsewhere are not put in force; bring the file into another folder, and read it first";
  return isStatePath(path) ? "the state of the workspace is not set by files from elsewhere" : undefined;
};

/** Why nothing can be put at a path, beside what stands in the workspace. */
const blockedReason = (tree: WorkspaceTree, path: string): string | undefined => {
  if (tree.state(path)?.kind === "directory") return "a folder of this name stands there";
  const blocking = foldersAbove(path).find((folder) => tree.state(folder)?.kind === "file");
  return blocking === undefined ? undefined : `${blocking} is a file, so nothing can be put into it`;
};

const targetOf = (tree: WorkspaceTree, into: string, part: ArchivePart): Result<string, string> => {
  const path = resolvePath(`${into}${part.path}`);
  if (!path.ok) return err("its path would be too long there");
  const reason = activeReason(path.value) ?? (part.kind === "file" ? blockedReason(tree, path.value) : undefined);
  return reason === undefined ? path : err(reason);
};

const changeOf = (tree: WorkspaceTree, path: string, bytes: Uint8Array): { change: IncomingFile["change"]; hash: string } => {
  const [before, hash] = [tree.state(path), hashBytes(bytes)];
  if (before?.kind !== "file") return { change: "new", hash };
  return { change: before.hash === hash ? "same" : "replaced", hash };
};

/**
 * Looks at a file that somebody brings, a zip archive or any other: what it would put into the folder `into`, which need not be
 * there. Everything is unpacked once, so what is damaged is found here; the bytes are not kept.
 */
export const stageFiles = (tree: WorkspaceTree, brought: BroughtFile, into: string): Result<StagedFiles, Failure> => {
  const folder = resolvePath(into);
  if (!folder.ok) return refused(`${folder.error} Nothing was brought in; choose another folder.`);
  const opened = partsOf(brought);
  if (!opened.ok) return opened;
  const leftOut: LeftOut[] = [...opened.value.skipped];
  const files: (IncomingFile & { readonly hash: string; readonly read: ArchivePart["read"] })[] = [];
  for (const part of opened.value.parts) {
    const target = targetOf(tree, folder.value === "/" ? "" : folder.value, part);
    if (!target.ok) {
      if (part.kind === "file") leftOut.push({ name: part.path.slice(1), reason: target.error });
      continue;
    }
    if (part.kind === "directory") continue;
    const bytes = part.read();
    if (!bytes.ok) return damaged(brought.name, bytes.error);
    const [path, { sizeBytes, read }] = [target.value, part];
    files.push({ path, sizeBytes, read, ...changeOf(tree, path, bytes.value) });
  }
  files.sort((a, b) => byCodeUnit(a.path, b.path));
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)).filter((path) => tree.state(path) === undefined));
  const preview: FilesPreview = {
    type: "files",
    into: folder.value,
    files: files.map(({ path, change, sizeBytes }) => ({ path, change, sizeBytes })),
    newFolders: folders.size,
    leftOut,
    digest: canonicalHash([brought.name, ...files.map(({ path, change, hash }) => [path, change, hash])]),
  };
  return ok({ preview, files: files.filter(({ change }) => change !== "same").map(({ path, read }) => ({ path, read })) });
};
