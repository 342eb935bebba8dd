import type { Hash } from "../../../kernel/canonical.ts";
import type { FileRow } from "../../../kernel/inspection.ts";
import type { OutsideOrigin } from "../../../kernel/origin.ts";

export type TreeNode =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly sizeBytes: number;
      readonly hash?: Hash;
      /** As of its row. */
      readonly origins?: readonly OutsideOrigin[];
    }
  | {
      readonly kind: "directory";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly children: readonly TreeNode[];
      /** Files anywhere below. */
      readonly fileCount: number;
    };

export interface FileTree {
  readonly roots: readonly TreeNode[];
  readonly files: number;
  readonly sizeBytes: number;
  readonly byPath: ReadonlyMap<string, TreeNode>;
}

/** A node as the list shows it. */
export interface TreeRow {
  readonly node: TreeNode;
  readonly open: boolean;
  /** Place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
}

interface Draft {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly row: FileRow | undefined;
  readonly children: Draft[];
  directory: boolean;
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const inOrder = (a: Draft, b: Draft): number => {
  if (a.directory !== b.directory) return a.directory ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
};

const finish = (draft: Draft, byPath: Map<string, TreeNode>): TreeNode => {
  const { path, name, depth, row } = draft;
  if (!draft.directory) {
    const node: TreeNode = {
      kind: "file",
      path,
      name,
      depth,
      sizeBytes: row?.sizeBytes ?? 0,
      ...(row?.hash === undefined ? {} : { hash: row.hash }),
      ...(row?.origins === undefined ? {} : { origins: row.origins }),
    };
    byPath.set(path, node);
    return node;
  }
  const children = draft.children.sort(inOrder).map((child) => finish(child, byPath));
  const fileCount = children.reduce((sum, child) => sum + (child.kind === "file" ? 1 : child.fileCount), 0);
  const node: TreeNode = { kind: "directory", path, name, depth, children, fileCount };
  byPath.set(path, node);
  return node;
};

/** Folders first, then by name in code units. Folders that a listing leaves out are added where a path needs them. */
export const buildFileTree = (rows: readonly FileRow[]): FileTree => {
  const root: Draft = { path: "", name: "", depth: -1, row: undefined, children: [], directory: true };
  const drafts = new Map<string, Draft>([["", root]]);
  const ensure = (path: string, row: FileRow | undefined): Draft => {
    const known = drafts.get(path);
    if (known !== undefined) return known;
    const parent = ensure(parentOf(path), undefined);
    parent.directory = true;
    const draft: Draft = {
      path,
      name: path.slice(path.lastIndexOf("/") + 1),
      depth: parent.depth + 1,
      row,
      children: [],
      directory: row === undefined || row.kind === "directory",
    };
    parent.children.push(draft);
    drafts.set(path, draft);
    return draft;
  };
  for (const row of [...rows].sort((a, b) => a.path.length - b.path.length)) if (row.path !== "/") ensure(row.path, row);
  const byPath = new Map<string, TreeNode>();
  const roots = root.children.sort(inOrder).map((child) => finish(child, byPath));
  let [files, sizeBytes] = [0, 0];
  for (const node of byPath.values()) {
    if (node.kind !== "file") continue;
    files += 1;
    sizeBytes += node.sizeBytes;
  }
  return { roots, files, sizeBytes, byPath };
};

/** Every folder above a path, outermost first. */
export const foldersAbove = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let parent = parentOf(path); parent !== ""; parent = parentOf(parent)) folders.unshift(parent);
  return folders;
};

/**
 * The rows that are in view. A search shows the files whose path holds every word, in any case, with the folders above
 * them open; else a folder's content shows while `open` holds its path.
 */
export const visibleRows = (tree: FileTree, open: ReadonlySet<string>, search: string): readonly TreeRow[] => {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = words.length === 0 ? undefined : pathsWith(tree, words);
  const rows: TreeRow[] = [];
  const walk = (nodes: readonly TreeNode[]): void => {
    const shown = found === undefined ? nodes : nodes.filter(({ path }) => found.has(path));
    shown.forEach((node, index) => {
      const isOpen = node.kind === "directory" && (found !== undefined || open.has(node.path));
      rows.push({ node, open: isOpen, position: index + 1, siblings: shown.length });
      if (isOpen) walk(node.children);
    });
  };
  walk(tree.roots);
  return rows;
};

const pathsWith = (tree: FileTree, words: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const node of tree.byPath.values()) {
    if (node.kind !== "file") continue;
    const path = node.path.toLowerCase();
    if (!words.every((word) => path.includes(word))) continue;
    found.add(node.path);
    for (const folder of foldersAbove(node.path)) found.add(folder);
  }
  return found;
};
