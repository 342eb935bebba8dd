import type { Hash } from "../../kernel/base/canonical.ts";
import { gitIndex } from "./git-index.ts";
import { type GitRepository, gitFolder } from "./git-repository.ts";

/** One file of the folder `.git`, with its path in the workspace. */
export interface GitItem {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Everything that ordinary git needs beside the files, one after the other; nothing before the first commit. */
export const gitItems = async function* (
  repository: Pick<GitRepository, "files" | "head" | "filesAt" | "oidOf">,
): AsyncGenerator<GitItem, void> {
  const { files, head, filesAt, oidOf } = repository;
  const newest = head();
  if (newest === undefined) return;
  for (const path of files.paths()) {
    const bytes = await files.read(path);
    if (bytes !== undefined) yield { path, bytes };
  }
  const tracked: ReadonlyMap<string, Hash> = filesAt(newest);
  const index = await gitIndex(
    [...tracked].flatMap(([path, hash]) => {
      const oid = oidOf(hash);
      return oid === undefined ? [] : [{ path: path.slice(1), oid }];
    }),
  );
  if (index !== undefined) yield { path: `${gitFolder}/index`, bytes: index };
};
