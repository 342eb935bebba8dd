import type { ReactNode } from "react";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes, formatCount } from "../parts/time.ts";

const shownPaths = 50;

const filesIn = (node: TreeNode): readonly Extract<TreeNode, { readonly kind: "file" }>[] =>
  node.kind === "file" ? [node] : node.children.flatMap(filesIn);

/** What goes, before it goes. */
export const DeleteDialog = ({
  node,
  onDelete,
  onClose,
}: {
  readonly node: TreeNode;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}): ReactNode => {
  const files = filesIn(node);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const what = node.kind === "file" ? "this file" : `the folder and ${formatCount(files.length, "file", "files")}`;
  return (
    <Dialog
      title={`Delete ${node.name}?`}
      description={`${formatBytes(sizeBytes)} go. It is one event, and undo brings all of it back.`}
      open
      onOpenChange={(open) => !open && onClose()}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
      <ul className="delete-list mono" aria-label="What is deleted" tabIndex={0}>
        {files.length === 0 && (
          <li>
            <RevealedText text={node.path} />, an empty folder
          </li>
        )}
        {files.slice(0, shownPaths).map(({ path }) => (
          <li key={path}>
            <RevealedText text={path} />
          </li>
        ))}
        {files.length > shownPaths && <li className="dim">and {files.length - shownPaths} more</li>}
      </ul>
      <div className="acts">
        {/* The list before it can be reached by the keyboard; the way out comes first. */}
        <Button autoFocus onClick={onClose}>
          Keep
        </Button>
        <Button
          tone="danger"
          onClick={() => {
            onDelete();
            onClose();
          }}
        >
          Delete {what}
        </Button>
      </div>
    </Dialog>
  );
};
