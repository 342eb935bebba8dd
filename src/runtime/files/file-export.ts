import { createArchiveWriter } from "../../engine/files/archive/archive-writer.ts";
import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { resolvePath } from "../../engine/files/path-jail.ts";
import { isBelow } from "../../engine/files/path-parts.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { gatherBlob } from "../carry/gathered-blob.ts";
import { scrubBytes } from "../log/scrub-bytes.ts";

/** A zip archive of files, and how many they are. `missing`: paths whose contents the store does not have any more. */
export interface ExportedFiles {
  readonly file: Blob;
  readonly files: number;
  readonly missing: readonly string[];
}

const gone = (folder: string): Failure => ({
  type: "not-found",
  message: `There is no ${folder} any more. Nothing was exported; choose another one.`,
});

/**
 * A file, or the files of a folder, as a zip archive, as they stand when this is called; `/` for all. Held one at a time. Keys that are held
 * are taken out.
 */
export const exportFiles = async (
  { tree, scrub }: { readonly tree: WorkspaceTree; readonly scrub: (text: string) => string },
  asked: string,
): Promise<Result<ExportedFiles, Failure>> => {
  const folder = resolvePath(asked);
  if (!folder.ok) return err({ type: "invalid-input", message: `${folder.error} Nothing was exported.` });
  const top = tree.state(folder.value);
  if (top === undefined) return err(gone(folder.value));
  const states = tree.paths().flatMap((path) => {
    const state = (top.kind === "directory" ? isBelow(path, folder.value) : path === folder.value) ? tree.state(path) : undefined;
    return state === undefined ? [] : [{ path, state }];
  });
  const writer = createArchiveWriter();
  const gathering = gatherBlob();
  const missing: string[] = [];
  // What stands above does not go along.
  const cut = top.kind === "directory" && folder.value !== "/" ? folder.value.length : folder.value.lastIndexOf("/");
  let files = 0;
  for (const { path, state } of states) {
    const about = { path: path.slice(cut), modifiedAt: state.modifiedAt };
    if (state.kind === "directory") {
      for (const piece of writer.add({ kind: "directory", ...about })) gathering.add(piece);
      continue;
    }
    const bytes = await tree.contents(state.hash);
    if (bytes === undefined) {
      missing.push(path);
      continue;
    }
    files += 1;
    for (const piece of writer.add({ kind: "file", ...about, bytes: scrubBytes(bytes, scrub) })) gathering.add(piece);
  }
  for (const piece of writer.end()) gathering.add(piece);
  return ok({ file: gathering.blob("application/zip"), files, missing });
};
