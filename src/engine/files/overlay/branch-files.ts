import type { EffectId } from "../../../kernel/base/ids.ts";
import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import type { FileChange, FileState } from "../../../kernel/files/file.ts";
import { byCodeUnit } from "../path-parts.ts";
import { lastItem, type PathItem } from "../undo/path-histories.ts";
import { type LoggedEffect, readUndoHistory, type UndoHistory } from "../undo/undo-history.ts";
import { type Targets, undoTargets } from "../undo/undo-targets.ts";
import { stamped } from "./stamped.ts";
import { sameContent } from "./workspace-effect.ts";

/**
 * How an effect stands to the branch that is chosen: made on it, made on another one of the same session, the files of a
 * choice of branch itself, or made by somebody else.
 */
export type EffectPlace = "on-branch" | "off-branch" | "choice" | "foreign";

/** A file that stays as it is although the branch has it otherwise, because somebody else changed it since. */
export interface KeptPath {
  readonly path: string;
  /** Absent: by something that the log does not have any more. */
  readonly writer?: EffectId;
}

/** What choosing a branch does to the workspace, and which effects it turns off and on. */
export interface BranchFiles {
  /** In order of the log, as in `Undo`. */
  readonly undone: readonly EffectId[];
  readonly restored: readonly EffectId[];
  /** From what stands to what the branch has, sorted by path; contents are those of the log. */
  readonly changes: readonly FileChange[];
  /** Sorted by path. */
  readonly kept: readonly KeptPath[];
}

export interface BranchFilesRequest {
  /** Every effect of the workspace, in order of the log. */
  readonly entries: readonly LoggedEffect[];
  readonly placeOf: (id: EffectId) => EffectPlace;
  /** The workspace at the end of the log. */
  readonly tree: Pick<FileTree, "children" | "state">;
  /** Of the choice itself: the version of everything it puts back. */
  readonly effectId: EffectId;
  /** For folders that have to be made. */
  readonly now: number;
}

type Lives = ReadonlyMap<EffectId, boolean>;

/** Which of the session's effects count on the branch: those made on it, but for what was undone there or by others. */
const livesOn = ({ entries, placeOf }: BranchFilesRequest): Lives => {
  const lives = new Map<EffectId, boolean>();
  const onBranch = new Set<EffectId>();
  for (const entry of entries) {
    const { effectId } = entry.effect;
    const place = placeOf(effectId);
    if (place === "choice") continue;
    if (place !== "foreign") lives.set(effectId, place === "on-branch");
    if (place === "off-branch") continue;
    if (place === "on-branch") onBranch.add(effectId);
    for (const id of entry.undone ?? []) if (onBranch.has(id)) lives.set(id, false);
    for (const id of entry.restored ?? []) if (onBranch.has(id)) lives.set(id, true);
  }
  return lives;
};

/** What somebody else wrote at a path after the effects that are turned, where the branch has something else there. */
const keptAt = (
  items: readonly PathItem[],
  turned: Lives,
  isLive: (id: EffectId) => boolean,
  isForeign: (item: PathItem) => boolean,
): PathItem | undefined => {
  const first = items.findIndex(({ writer }) => writer !== undefined && turned.has(writer));
  const isLater = (item: PathItem, index: number): boolean =>
    index > first && isForeign(item) && (item.writer === undefined || isLive(item.writer));
  const later = items.findLast(isLater);
  if (later === undefined) return undefined;
  const wanted = lastItem(
    items.filter((item, index) => !isLater(item, index)),
    isLive,
  );
  const stays = lastItem(items, isLive);
  return sameContent(wanted?.after ?? null, stays?.after ?? null) ? undefined : later;
};

const keptOf = ({ path, writer }: { readonly path: string; readonly writer: EffectId | undefined }): KeptPath =>
  writer === undefined ? { path } : { path, writer };

const touchedPaths = (history: UndoHistory, turned: Lives): ReadonlySet<string> =>
  new Set([...turned.keys()].flatMap((id) => history.entry(id)?.effect.files.map(({ path }) => path) ?? []));

/** Gives up, one by one, targets that cannot be beside what others made. */
const settle = (
  history: UndoHistory,
  request: BranchFilesRequest,
  isLive: (id: EffectId) => boolean,
  touched: readonly EffectId[],
  kept: Map<string, KeptPath>,
): Targets => {
  for (;;) {
    const found = undoTargets(history, request, isLive, touched, new Set(kept.keys()));
    if (found.type === "targets") return found.targets;
    const { path, effectId: writer } = found;
    // Each turn gives up one more path; a path that was given up is no target, so it cannot come again.
    if (kept.has(path)) throw new Error(`The branch cannot have its files: ${path} is in the way twice.`);
    kept.set(path, keptOf({ path, writer }));
  }
};

/** Effects on the branch that do not stand as they should: an earlier choice had to keep something in their place. */
const displaced = (history: UndoHistory, { entries, placeOf, tree }: BranchFilesRequest, isLive: (id: EffectId) => boolean) =>
  entries
    .filter(({ effect }) => placeOf(effect.effectId) === "on-branch" && isLive(effect.effectId))
    .filter(({ effect }) =>
      effect.files.some(({ path }) => !sameContent(tree.state(path) ?? null, history.lastAt(path, isLive)?.after ?? null)),
    )
    .map(({ effect }) => effect.effectId);

/**
 * What makes the files of a session those of one of its branches: its effects that do not belong to that branch are turned
 * off, those that do are turned on. What another session or the person changed since stays as it is and is named in `kept`;
 * nothing of theirs is overwritten or taken back. Never fails.
 */
export const branchFiles = (request: BranchFilesRequest): BranchFiles => {
  const { entries, placeOf, tree } = request;
  const stateNow = (path: string): FileState | null => tree.state(path) ?? null;
  const history = readUndoHistory(entries, stateNow);
  const turned: Lives = new Map([...livesOn(request)].filter(([id, lives]) => history.isLive(id) !== lives));
  const isLive = (id: EffectId): boolean => turned.get(id) ?? history.isLive(id);
  const isForeign = ({ writer }: PathItem): boolean => writer === undefined || placeOf(writer) === "foreign";
  const kept = new Map<string, KeptPath>();
  for (const path of touchedPaths(history, turned)) {
    const later = keptAt(history.itemsAt(path), turned, isLive, isForeign);
    if (later !== undefined) kept.set(path, keptOf({ path, writer: later.writer }));
  }
  const touched = [...turned.keys(), ...displaced(history, request, isLive)];
  const targets = settle(history, request, isLive, touched, kept);
  const turnedTo = (wanted: boolean): readonly EffectId[] =>
    entries.map(({ effect }) => effect.effectId).filter((id) => turned.get(id) === wanted);
  const changes = [...targets]
    .filter(([path, after]) => !sameContent(stateNow(path), after))
    .map(([path, after]) => ({ path, before: stateNow(path), after: stamped(after, request.effectId) }));
  return {
    undone: turnedTo(false),
    restored: turnedTo(true),
    changes: changes.sort((a, b) => byCodeUnit(a.path, b.path)),
    kept: [...kept.values()].sort((a, b) => byCodeUnit(a.path, b.path)),
  };
};
