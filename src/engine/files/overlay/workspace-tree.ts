import type { Hash } from "../../../kernel/base/canonical.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import type { FileChange, FileState } from "../../../kernel/files/file.ts";
import { byCodeUnit, nameOf, parentOf } from "../path-parts.ts";
import { withName, withoutName } from "./sorted-names.ts";

/** One stored row: what stands at a normalised path. */
export interface FileTableRow {
  readonly key: string;
  readonly state: FileState;
}

/** The committed workspace in memory: names and states of everything, contents on demand. */
export interface WorkspaceTree extends FileTree {
  /** Takes over what a committed effect changed, `after` of each path. Lists handed out before stay as they are. */
  readonly apply: (changes: readonly FileChange[]) => void;
}

/** The root always stands, belongs to no effect and has no row. */
export const rootState: FileState = { kind: "directory", modifiedAt: 0, version: effectId("root") };

const childrenByFolder = (paths: readonly string[]): Map<string, readonly string[]> => {
  const names = new Map<string, string[]>();
  for (const path of paths) {
    const folder = parentOf(path);
    const known = names.get(folder);
    if (known === undefined) names.set(folder, [nameOf(path)]);
    else known.push(nameOf(path));
  }
  return new Map([...names].map(([folder, list]) => [folder, list.sort(byCodeUnit)]));
};

/**
 * A tree over the rows of the store. `children` is a look-up, not a scan. `contents` gives the bytes of a hash, or undefined
 * where the store does not have them.
 */
export const createWorkspaceTree = (
  rows: readonly FileTableRow[],
  contents: (hash: Hash) => Promise<Uint8Array | undefined>,
): WorkspaceTree => {
  const states = new Map(rows.map(({ key, state }) => [key, state]));
  const children = childrenByFolder([...states.keys()]);
  let paths: readonly string[] | undefined;
  let labelled = rows.filter(({ state }) => state.origins !== undefined).length;
  const count = (state: FileState | undefined, by: number): void => {
    if (state?.origins !== undefined) labelled += by;
  };
  const put = (path: string, state: FileState): void => {
    if (!states.has(path)) {
      children.set(parentOf(path), withName(children.get(parentOf(path)) ?? [], nameOf(path)));
      paths = paths && withName(paths, path);
    }
    count(states.get(path), -1);
    count(state, 1);
    states.set(path, state);
  };
  const remove = (path: string): void => {
    count(states.get(path), -1);
    if (!states.delete(path)) return;
    children.set(parentOf(path), withoutName(children.get(parentOf(path)) ?? [], nameOf(path)));
    paths = paths && withoutName(paths, path);
  };
  return {
    state: (path) => (path === "/" ? rootState : states.get(path)),
    children: (path) => children.get(path) ?? [],
    paths: () => {
      paths ??= [...states.keys()].sort(byCodeUnit);
      return paths;
    },
    hasOrigins: () => labelled > 0,
    contents,
    apply: (changes) => {
      for (const { path, after } of changes) {
        if (after === null) remove(path);
        else put(path, after);
      }
    },
  };
};
