import { createOverlay } from "../../engine/files/overlay/overlay.ts";
import { createWorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { parentOf } from "../../engine/files/path-parts.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import { effectId } from "../../kernel/base/ids.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { OutsideOrigin } from "../../kernel/rules/origin.ts";

export interface StartingFile {
  readonly path: string;
  readonly text: string;
  /** What it was brought in from, where that is somewhere outside. Absent: it is the product's, or the program's. */
  readonly from?: string;
}

/** The sample files of the product. Where they cannot be loaded there are none: the workspace is empty until another start. */
export const loadSamples = async (): Promise<readonly StartingFile[]> => {
  const loaded = await loadPart(() => import("../../platform/providers/demo/sample-files.ts"), "the sample files");
  return loaded.ok ? loaded.value.sampleFiles : [];
};

/** The folders that a path lies in, the outermost first. */
const foldersOf = (path: string): readonly string[] => {
  const folder = parentOf(path);
  return folder === "/" ? [] : [...foldersOf(folder), folder];
};

/** The same effect, its files from outside with where they are from. */
export const labelledAs = (effect: WorkspaceEffect, originAt: (path: string) => OutsideOrigin | undefined): WorkspaceEffect => {
  const files = effect.files.map((change) => {
    const origin = originAt(change.path);
    if (origin === undefined || change.after === null) return change;
    return { ...change, after: { ...change.after, origins: [origin] } };
  });
  return { ...effect, files };
};

/** Where each of the planted files is from. */
const importAt = (planted: readonly StartingFile[]): ((path: string) => OutsideOrigin | undefined) => {
  const names = new Map(planted.map(({ path, from }) => [path, from]));
  return (path) => {
    const name = names.get(path);
    return name === undefined ? undefined : { type: "import", name };
  };
};

/**
 * Gives an empty workspace something to start from, as one effect in its log. A workspace with a history is left alone, and
 * `load` is not asked.
 */
export const plantFiles = async (
  { clock, random, store }: ClockDep & RandomDep & { readonly store: Store },
  load: () => Promise<readonly StartingFile[]>,
): Promise<void> => {
  if (store.lastSeq() > 0) return;
  const files = await load();
  if (files.length === 0) return;
  const nothing = createWorkspaceTree([], () => Promise.resolve(undefined));
  const overlay = createOverlay(nothing, { effectId: effectId(random.id("effect")), now: clock.now() });
  for (const { path, text } of files) {
    for (const folder of foldersOf(path)) if (overlay.tree.state(folder) === undefined) await overlay.files.mkdir(folder);
    await overlay.files.writeFile(path, text);
  }
  const effect = labelledAs(await overlay.effect(), importAt(files));
  await store.append({
    entries: [
      { causes: [], origins: [{ type: "import", name: "sample files" }], event: { type: "files-changed", by: "sample", effect } },
    ],
    effects: overlay.blobs().map(({ hash, bytes }) => ({ type: "put", table: "blobs", row: { key: hash, bytes } })),
    expects: [],
    durability: "strict",
  });
};
