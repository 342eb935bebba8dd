import type { FileTree } from "../../../kernel/contracts/file-system.ts";
import type { FileChange, FileState } from "../../../kernel/files/file.ts";
import { byCodeUnit, nameOf, parentOf } from "../path-parts.ts";
import { sameContent } from "./workspace-effect.ts";

/** States on top of a base: what stands here instead of there. `contents` comes from elsewhere. */
export interface OverlayLayer extends Omit<FileTree, "contents"> {
  /** Sets what stands at a path. A state with the content of the base is no difference, and the base shows through again. */
  readonly set: (path: string, state: FileState | null) => void;
  /** Paths that differ from the base, in no particular order. */
  readonly changes: () => readonly FileChange[];
}

/** The base's names, without those that are gone and with those that are added, sorted. */
const mergedNames = (base: readonly string[], present: ReadonlyMap<string, boolean> | undefined): readonly string[] => {
  if (present === undefined || present.size === 0) return base;
  const names = base.filter((name) => present.get(name) !== false);
  const known = new Set(names);
  for (const [name, isPresent] of present) if (isPresent && !known.has(name)) names.push(name);
  return names.sort(byCodeUnit);
};

export const createOverlayLayer = (base: FileTree): OverlayLayer => {
  const states = new Map<string, FileState | null>();
  /** Per folder, the names that this layer sets, and whether something stands there. */
  const namesByFolder = new Map<string, Map<string, boolean>>();
  const namesOf = (folder: string): Map<string, boolean> => {
    const known = namesByFolder.get(folder);
    if (known !== undefined) return known;
    const names = new Map<string, boolean>();
    namesByFolder.set(folder, names);
    return names;
  };
  return {
    state: (path) => {
      const state = states.get(path);
      return state === undefined ? base.state(path) : (state ?? undefined);
    },
    children: (path) => mergedNames(base.children(path), namesByFolder.get(path)),
    paths: () => mergedNames(base.paths(), new Map([...states].map(([path, state]) => [path, state !== null]))),
    set: (path, state) => {
      if (sameContent(state, base.state(path) ?? null)) {
        states.delete(path);
        namesByFolder.get(parentOf(path))?.delete(nameOf(path));
        return;
      }
      states.set(path, state);
      namesOf(parentOf(path)).set(nameOf(path), state !== null);
    },
    changes: () => [...states].map(([path, after]) => ({ path, before: base.state(path) ?? null, after })),
  };
};
