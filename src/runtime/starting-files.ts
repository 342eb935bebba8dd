import { createOverlay } from "../engine/files/overlay.ts";
import { parentOf } from "../engine/files/path-parts.ts";
import { createWorkspaceTree } from "../engine/files/workspace-tree.ts";
import type { ClockDep } from "../kernel/clock.ts";
import type { Store } from "../kernel/contracts/store.ts";
import { effectId } from "../kernel/ids.ts";
import type { RandomDep } from "../kernel/random.ts";

export interface StartingFile {
  readonly path: string;
  readonly text: string;
}

/** The folders that a path lies in, the outermost first. */
const foldersOf = (path: string): readonly string[] => {
  const folder = parentOf(path);
  return folder === "/" ? [] : [...foldersOf(folder), folder];
};

/** Gives an empty workspace something to start from, as one effect in its log. A workspace with a history is left alone. */
export const plantFiles = async (
  { clock, random, store }: ClockDep & RandomDep & { readonly store: Store },
  files: readonly StartingFile[],
): Promise<void> => {
  if (store.lastSeq() > 0 || files.length === 0) return;
  const nothing = createWorkspaceTree([], () => Promise.resolve(undefined));
  const overlay = createOverlay(nothing, { effectId: effectId(random.id("effect")), now: clock.now() });
  for (const { path, text } of files) {
    for (const folder of foldersOf(path)) if (overlay.tree.state(folder) === undefined) await overlay.files.mkdir(folder);
    await overlay.files.writeFile(path, text);
  }
  const effect = await overlay.effect();
  await store.append({
    entries: [
      { causes: [], origins: [{ type: "import", name: "sample files" }], event: { type: "files-changed", by: "sample", effect } },
    ],
    effects: overlay.blobs().map(({ hash, bytes }) => ({ type: "put", table: "blobs", row: { key: hash, bytes } })),
    expects: [],
    durability: "strict",
  });
};
