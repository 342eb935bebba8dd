import { type Hash, hashBytes } from "../../../kernel/base/canonical.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import { foldersAbove } from "../path-parts.ts";
import { createWorkspaceTree, type FileTableRow, type WorkspaceTree } from "./workspace-tree.ts";

export interface FakeWorkspace {
  readonly tree: WorkspaceTree;
  /** Every content by hash; the tree reads from it, so a test can add and remove contents. */
  readonly blobs: Map<Hash, Uint8Array>;
}

/**
 * A committed workspace with these files, by path; a path that ends with `/` is an empty folder. Folders above are made.
 * Everything has the version `effect_0` and the modification time 0.
 */
export const createFakeWorkspace = (contents: Readonly<Record<string, string | Uint8Array>> = {}): FakeWorkspace => {
  const blobs = new Map<Hash, Uint8Array>();
  const rows = new Map<string, FileTableRow>();
  const written = { modifiedAt: 0, version: effectId("effect_0") };
  const putFolder = (key: string): void => void rows.set(key, { key, state: { kind: "directory", ...written } });
  for (const [path, content] of Object.entries(contents)) {
    foldersAbove(path).forEach(putFolder);
    if (path.endsWith("/")) continue;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const hash = hashBytes(bytes);
    blobs.set(hash, bytes);
    rows.set(path, { key: path, state: { kind: "file", hash, sizeBytes: bytes.length, ...written } });
  }
  return { tree: createWorkspaceTree([...rows.values()], async (hash) => blobs.get(hash)), blobs };
};
