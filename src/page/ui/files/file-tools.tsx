import { Download, Ellipsis, FilePlus2, FolderPlus, Lock, LockOpen, PencilLine, Trash2, Upload } from "lucide-react";
import { type ReactNode, useRef } from "react";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { Menu, type MenuEntry } from "../parts/menu.tsx";
import { chosenFiles, type NamedFile } from "./dropped-files.ts";

/** What can be asked for about a file, a folder or the workspace. */
export interface TreeActs {
  readonly onNew: (kind: "file" | "folder", folder: string) => void;
  readonly onMove: (node: TreeNode) => void;
  readonly onDelete: (node: TreeNode) => void;
  readonly onDownload: (node: TreeNode) => void;
  readonly onLock: (node: TreeNode) => void;
  readonly onFiles: (files: readonly NamedFile[], folder: string) => void;
  /** `above`: a folder above it is locked, and unlocking is done there. */
  readonly lockOf: (path: string) => "none" | "own" | "above";
}

/** The folder that something made beside a node goes into. */
export const folderFor = (node: TreeNode | undefined): string => {
  if (node === undefined) return "/";
  return node.kind === "directory" ? node.path : node.path.slice(0, Math.max(1, node.path.lastIndexOf("/")));
};

/** Everything that can be done with one node, for its menus. */
export const nodeEntries = (node: TreeNode, acts: TreeActs): readonly MenuEntry[] => {
  const lock = acts.lockOf(node.path);
  return [
    { type: "item", label: "Rename or move…", icon: PencilLine, shortcut: "F2", onSelect: () => acts.onMove(node) },
    {
      type: "item",
      label: node.kind === "file" ? "Download" : "Download as zip",
      icon: Download,
      onSelect: () => acts.onDownload(node),
    },
    lock === "own"
      ? { type: "item", label: "Unlock for agents", icon: LockOpen, onSelect: () => acts.onLock(node) }
      : {
          type: "item",
          label: lock === "above" ? "Locked by a folder above" : "Lock against agents",
          icon: Lock,
          disabled: lock === "above",
          onSelect: () => acts.onLock(node),
        },
    { type: "separator" },
    { type: "item", label: "New file here…", icon: FilePlus2, onSelect: () => acts.onNew("file", folderFor(node)) },
    { type: "item", label: "New folder here…", icon: FolderPlus, onSelect: () => acts.onNew("folder", folderFor(node)) },
    { type: "separator" },
    { type: "item", label: "Delete…", icon: Trash2, shortcut: "Del", danger: true, onSelect: () => acts.onDelete(node) },
  ];
};

/** Buttons for the workspace as a whole, and for the node that the tree is on. */
export const FileTools = ({ node, acts }: { readonly node: TreeNode | undefined; readonly acts: TreeActs }): ReactNode => {
  const input = useRef<HTMLInputElement>(null);
  const folder = folderFor(node);
  return (
    <span className="file-tools">
      <IconButton small label="New file" icon={FilePlus2} onClick={() => acts.onNew("file", folder)} />
      <IconButton small label="New folder" icon={FolderPlus} onClick={() => acts.onNew("folder", folder)} />
      <IconButton small label={`Bring files into ${folder}`} icon={Upload} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        className="sr"
        aria-label="Files to bring in"
        tabIndex={-1}
        multiple
        onChange={({ currentTarget }) => {
          acts.onFiles(chosenFiles([...(currentTarget.files ?? [])]), folder);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
      {node !== undefined && (
        <Menu
          label={`What to do with ${node.path}`}
          trigger={<IconButton small label={`More about ${node.name}`} icon={Ellipsis} />}
          entries={nodeEntries(node, acts)}
        />
      )}
    </span>
  );
};
