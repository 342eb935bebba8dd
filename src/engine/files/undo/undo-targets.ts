import type { EffectId } from "../../../kernel/base/ids.ts";
import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import type { FileState } from "../../../kernel/files/file.ts";
import { foldersAbove, joinPath } from "../path-parts.ts";
import type { UndoHistory } from "./undo-history.ts";

/** What shall stand at each path that an undo touches. */
export type Targets = ReadonlyMap<string, FileState | null>;

/**
 * `in-the-way`: the targets are no tree; the later of the effects that disagree has to go as well, if it is known, or the
 * target at `path` has to be given up.
 */
export type FoundTargets =
  | { readonly type: "targets"; readonly targets: Targets }
  | { readonly type: "in-the-way"; readonly path: string; readonly effectId: EffectId | undefined };

interface Workspace {
  /** The effect that is undone first; absent where it is not one effect that is taken back. */
  readonly target?: EffectId;
  readonly tree: Pick<FileTree, "children" | "state">;
  readonly effectId: EffectId;
  readonly now: number;
}

type Counts = (id: EffectId) => boolean;

/**
 * Where an undo is undone and a path is as it left it: exactly what stood there before, also a folder that was kept or made
 * only to hold something.
 */
const exactTarget = (history: UndoHistory, { tree, target }: Workspace, path: string): FileState | null | undefined => {
  const entry = target === undefined ? undefined : history.entry(target);
  if (entry?.undone === undefined || history.lastTouch(path) !== target) return undefined;
  const change = entry.effect.files.find((each) => each.path === path);
  return change === undefined ? (tree.state(path) ?? null) : change.before;
};

/** What the counting effects leave at every path that the given effects name, and at folders above that nothing made. */
const foldedTargets = (
  history: UndoHistory,
  workspace: Workspace,
  isLive: Counts,
  touched: readonly EffectId[],
  kept: ReadonlySet<string>,
): Map<string, FileState | null> => {
  const targets = new Map<string, FileState | null>();
  const folders = new Set<string>();
  for (const path of new Set(touched.flatMap((id) => history.entry(id)?.effect.files.map((change) => change.path) ?? []))) {
    if (kept.has(path)) continue;
    const exact = exactTarget(history, workspace, path);
    targets.set(path, exact === undefined ? (history.lastAt(path, isLive)?.after ?? null) : exact);
    if (exact === undefined) for (const folder of foldersAbove(path)) folders.add(folder);
  }
  // A folder may stand only because something was in it that goes now.
  for (const folder of folders) {
    if (!targets.has(folder) && !kept.has(folder) && history.lastAt(folder, isLive)?.after === null) targets.set(folder, null);
  }
  return targets;
};

type Clash = (a: string, b: string) => FoundTargets;

/**
 * The targets with folders made and kept until together with the rest of the workspace they are a tree: a folder that would go
 * although something stands in it stays, and one that is missing above something is made. `clash`: what becomes of a file and
 * a folder at one place, the file given first, of which the first is to be given up.
 */
export const fitToTree = (
  found: ReadonlyMap<string, FileState | null>,
  { tree, effectId, now }: Omit<Workspace, "target">,
  clash: Clash,
): FoundTargets => {
  const targets = new Map(found);
  const stateAfter = (path: string): FileState | null => {
    const target = targets.get(path);
    return target === undefined ? (tree.state(path) ?? null) : target;
  };
  for (const [path, target] of [...targets]) {
    if (target === null) continue;
    for (const folder of foldersAbove(path)) {
      const state = stateAfter(folder);
      if (state?.kind === "file") {
        // Where both are to be, what is there stays.
        return tree.state(path) !== undefined && targets.has(folder) ? clash(folder, path) : clash(path, folder);
      }
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
    if (stateAfter(path) !== null) return clash(path, child);
    targets.set(path, standing);
  }
  return { type: "targets", targets };
};

/**
 * What shall stand at every path that an undo touches, when only the counting effects count: always a tree. Paths in `kept`
 * stay as they are.
 */
export const undoTargets = (
  history: UndoHistory,
  workspace: Workspace,
  isLive: Counts,
  touched: readonly EffectId[],
  kept: ReadonlySet<string> = new Set(),
): FoundTargets => {
  const laterWriter = (a: string, b: string): EffectId | undefined => {
    const writers = [a, b].flatMap((path) => history.lastAt(path, isLive)?.writer ?? []);
    const seqOf = (id: EffectId): number => history.entry(id)?.seq ?? 0;
    return writers.sort((x, y) => seqOf(y) - seqOf(x))[0];
  };
  return fitToTree(foldedTargets(history, workspace, isLive, touched, kept), workspace, (given, other) => ({
    type: "in-the-way",
    path: given,
    effectId: laterWriter(given, other),
  }));
};
