import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { FileState } from "../../kernel/file.ts";
import type { EffectId } from "../../kernel/ids.ts";
import { foldersAbove, joinPath } from "./path-parts.ts";
import type { UndoHistory } from "./undo-history.ts";

/** What shall stand at each path that an undo touches. */
export type Targets = ReadonlyMap<string, FileState | null>;

/** `in-the-way`: the targets are no tree; the later of the effects that disagree has to go as well, if it is known. */
export type FoundTargets =
  | { readonly type: "targets"; readonly targets: Targets }
  | { readonly type: "in-the-way"; readonly effectId: EffectId | undefined };

interface Workspace {
  readonly tree: Pick<FileTree, "children" | "state">;
  readonly effectId: EffectId;
  readonly now: number;
}

/**
 * What the counting effects leave at every path that the given effects name. A folder that would go although something
 * stands in it stays, and one that is missing above something is made: the result is always a tree.
 */
export const undoTargets = (
  history: UndoHistory,
  { tree, effectId, now }: Workspace,
  isLive: (id: EffectId) => boolean,
  touched: readonly EffectId[],
): FoundTargets => {
  const targets = new Map<string, FileState | null>();
  for (const id of touched) {
    for (const { path } of history.entry(id)?.effect.files ?? []) targets.set(path, history.lastAt(path, isLive)?.after ?? null);
  }
  const stateAfter = (path: string): FileState | null => {
    const target = targets.get(path);
    return target === undefined ? (tree.state(path) ?? null) : target;
  };
  const laterWriter = (a: string, b: string): EffectId | undefined => {
    const writers = [a, b].flatMap((path) => history.lastAt(path, isLive)?.writer ?? []);
    const seqOf = (id: EffectId): number => history.entry(id)?.seq ?? 0;
    return writers.sort((x, y) => seqOf(y) - seqOf(x))[0];
  };

  for (const [path, target] of [...targets]) {
    if (target === null) continue;
    for (const folder of foldersAbove(path)) {
      const state = stateAfter(folder);
      if (state?.kind === "file") return { type: "in-the-way", effectId: laterWriter(folder, path) };
      if (state !== null) continue;
      const standing = tree.state(folder);
      targets.set(folder, standing?.kind === "directory" ? standing : { kind: "directory", modifiedAt: now, version: effectId });
    }
  }
  // Deepest first, so that a folder that stays keeps the folders above it.
  const deepestFirst = [...targets.keys()].sort((a, b) => b.split("/").length - a.split("/").length);
  for (const path of deepestFirst) {
    const standing = tree.state(path);
    if (standing?.kind !== "directory" || stateAfter(path)?.kind === "directory") continue;
    const child = tree
      .children(path)
      .map((name) => joinPath(path, name))
      .find((below) => stateAfter(below) !== null);
    if (child === undefined) continue;
    if (stateAfter(path) !== null) return { type: "in-the-way", effectId: laterWriter(path, child) };
    targets.set(path, standing);
  }
  return { type: "targets", targets };
};
