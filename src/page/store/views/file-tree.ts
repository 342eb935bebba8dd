import type { Hash } from "../../../kernel/base/canonical.ts";
import { type ListedFile, listedOrigins } from "../../../kernel/files/packed-files.ts";
import type { OutsideOrigin } from "../../../kernel/rules/origin.ts";

export type TreeNode =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly sizeBytes: number;
      readonly hash?: Hash;
      /** As of its row; `originsOf` reads it. */
      readonly outside?: string;
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

type FileNode = Extract<TreeNode, { readonly kind: "file" }>;
/** A folder while it is filled. */
interface Folder {
  readonly kind: "directory";
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly children: (FileNode | Folder)[];
  fileCount: number;
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const inOrder = (a: TreeNode, b: TreeNode): number => {
  if (a.kind !== b.kind) return a.kind === "directory" ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
};

const fileNode = ({ hash, outside, path, sizeBytes }: ListedFile, depth: number): FileNode => {
  const name = nameIn(path);
  if (outside !== undefined)
    return { kind: "file", path, name, depth, sizeBytes, ...(hash === undefined ? {} : { hash }), outside };
  return hash === undefined
    ? { kind: "file", path, name, depth, sizeBytes }
    : { kind: "file", path, name, depth, sizeBytes, hash };
};

/** The places outside that a file has text from; undefined: none. */
export const originsOf = (node: FileNode | undefined): readonly OutsideOrigin[] | undefined =>
  node === undefined ? undefined : listedOrigins(node);

/** Sorts what folders hold, and counts; the innermost folders first. */
const finish = (folder: Folder): void => {
  for (const child of folder.children) {
    if (child.kind === "directory") finish(child);
    folder.fileCount += child.kind === "directory" ? child.fileCount : 1;
  }
  folder.children.sort(inOrder);
};

/**
 * Folders first, then by name in code units. Folders that a listing leaves out are added where a path needs them. One pass over the
 * rows: a workspace of 20,000 files is drawn within a frame or two.
 */
export const buildFileTree = (rows: readonly ListedFile[]): FileTree => {
  const root: Folder = { kind: "directory", path: "", name: "", depth: -1, children: [], fileCount: 0 };
  const folders = new Map<string, Folder>([["", root]]);
  const byPath = new Map<string, TreeNode>();
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const above = folderAt(parentOf(path));
    const folder: Folder = { kind: "directory", path, name: nameIn(path), depth: above.depth + 1, children: [], fileCount: 0 };
    above.children.push(folder);
    folders.set(path, folder);
    byPath.set(path, folder);
    return folder;
  };
  let sizeBytes = 0;
  for (const row of rows) {
    if (row.path === "/") continue;
    if (row.kind === "directory") {
      folderAt(row.path);
      continue;
    }
    const above = folderAt(parentOf(row.path));
    const node = fileNode(row, above.depth + 1);
    above.children.push(node);
    byPath.set(row.path, node);
    sizeBytes += row.sizeBytes;
  }
  finish(root);
  return { roots: root.children, files: root.fileCount, sizeBytes, byPath };
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
