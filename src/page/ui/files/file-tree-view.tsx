import { ArrowDownToLine, File, Folder, FolderOpen, Lock } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import type { TouchedFile } from "../../store/views/file-history.ts";
import { type FileTree, foldersAbove, originsOf, type TreeRow, visibleRows } from "../../store/views/file-tree.ts";
import { ContextMenu } from "../parts/context-menu.tsx";
import { Icon } from "../parts/icon.tsx";
import { fromWords } from "../parts/place-words.ts";
import { formatBytes } from "../parts/time.ts";
import { nodeEntries, type TreeActs } from "./file-tools.tsx";
import { nextTreeMove } from "./tree-keys.ts";

const draftsOf = ({ fileDrafts }: AppState): AppState["fileDrafts"] => fileDrafts;

/** Up to this many files every folder is open at first, but for those that the product keeps its own files in. */
const openUpTo = 200;
const isOpenAtFirst = (tree: FileTree, path: string): boolean => tree.files <= openUpTo && !path.startsWith("/.");

const Row = ({
  row,
  id,
  active,
  selected,
  change,
  lock,
  isUnsaved,
  onPress,
}: {
  readonly row: TreeRow;
  readonly id: string;
  readonly active: boolean;
  readonly selected: boolean;
  readonly change: TouchedFile["change"] | undefined;
  readonly lock: ReturnType<TreeActs["lockOf"]>;
  readonly isUnsaved: boolean;
  readonly onPress: () => void;
}): ReactNode => {
  const { node } = row;
  const origins = node.kind === "file" ? originsOf(node) : undefined;
  const from = origins === undefined ? undefined : fromWords(origins);
  return (
    // The tree itself holds the keyboard's focus and names the active row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      data-path={node.path}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={selected}
      {...(node.kind === "directory" ? { "aria-expanded": row.open } : {})}
      className={`file-row${active ? " active" : ""}`}
      style={{ paddingLeft: 8 + node.depth * 14 }}
      onClick={onPress}
      title={node.kind === "file" ? `${node.path}, ${formatBytes(node.sizeBytes)}` : node.path}
    >
      <Icon of={node.kind === "file" ? File : row.open ? FolderOpen : Folder} size={14} className="dim" />
      <bdi className="trunc">{node.name}</bdi>
      {from !== undefined && (
        <span className="file-from" title={from}>
          <Icon of={ArrowDownToLine} size={12} />
          <span className="sr">{from}</span>
        </span>
      )}
      {lock === "own" && (
        <span className="file-from" title="Locked: no agent may change it">
          <Icon of={Lock} size={12} />
          <span className="sr">locked</span>
        </span>
      )}
      <span className="file-note">
        {isUnsaved ? (
          <b className="file-unsaved">unsaved</b>
        ) : change !== undefined ? (
          <b className="k-write">{change}</b>
        ) : node.kind === "file" ? (
          formatBytes(node.sizeBytes)
        ) : (
          node.fileCount
        )}
      </span>
    </div>
  );
};

/** The workspace as a tree: arrow keys, Home, End, Enter and typing a name move in it. Only rows in view are drawn. */
export const FileTreeView = ({
  tree,
  search,
  selected,
  touched,
  activePath,
  acts,
  onActive,
  onSelect,
}: {
  readonly tree: FileTree;
  readonly search: string;
  readonly selected: string | undefined;
  readonly touched: readonly TouchedFile[];
  /** What the keyboard is on. */
  readonly activePath: string | undefined;
  /** Undefined where the past is shown, which nobody changes. */
  readonly acts: TreeActs | undefined;
  readonly onActive: (path: string | undefined) => void;
  readonly onSelect: (path: string) => void;
}): ReactNode => {
  const drafts = useApp(draftsOf);
  const prefix = useId();
  const list = useRef<VListHandle>(null);
  const typed = useRef({ text: "", at: 0 });
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [revealed, setRevealed] = useState<string>();
  const changes = useMemo(() => new Map(touched.map(({ path, change }) => [path, change])), [touched]);
  const open = useMemo(() => {
    const set = new Set<string>();
    for (const { kind, path } of tree.byPath.values()) {
      if (kind === "directory" && isOpenAtFirst(tree, path) !== toggled.has(path)) set.add(path);
    }
    return set;
  }, [tree, toggled]);
  const rows = useMemo(() => visibleRows(tree, open, search), [tree, open, search]);

  // A file that a link or another pane selects is shown with its folders open, once.
  if (selected !== revealed && selected !== undefined && tree.byPath.has(selected)) {
    setRevealed(selected);
    const shut = foldersAbove(selected).filter((path) => !open.has(path));
    const kept = [...toggled].filter((path) => !shut.includes(path));
    if (shut.length > 0) setToggled(new Set([...kept, ...shut.filter((path) => !isOpenAtFirst(tree, path))]));
  }

  const found = rows.findIndex(({ node }) => node.path === activePath);
  const active = found < 0 ? 0 : found;
  useEffect(() => {
    if (found >= 0) list.current?.scrollToIndex(found, { align: "nearest" });
  }, [found]);

  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const press = ({ node }: TreeRow): void => {
    onActive(node.path);
    if (node.kind === "directory") toggle(node.path);
    else onSelect(node.path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = rows[active]?.node;
    if (acts !== undefined && current !== undefined && (event.key === "F2" || event.key === "Delete")) {
      event.preventDefault();
      if (event.key === "F2") acts.onMove(current);
      else acts.onDelete(current);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = nextTreeMove(rows, active, event.key, typed.current, event.timeStamp);
    if (move === undefined) return;
    event.preventDefault();
    if (move.type === "go") onActive(rows[move.index]?.node.path);
    else if (move.type === "toggle") toggle(move.path);
    else if (move.type === "press") {
      const row = rows[active];
      if (row !== undefined) press(row);
    } else typed.current = { text: move.text, at: event.timeStamp };
    if (move.type === "type" && move.index !== undefined) onActive(rows[move.index]?.node.path);
  };

  if (rows.length === 0) return <p className="files-none">No file has this in its path.</p>;
  const shownTree = (
    <VList
      ref={list}
      className="file-tree"
      role="tree"
      aria-label="Workspace files"
      tabIndex={0}
      aria-activedescendant={`${prefix}${active}`}
      keepMounted={[active]}
      onKeyDown={onKeyDown}
      // The menu is about what is pressed, so that becomes what the keyboard is on first.
      onContextMenuCapture={(event) => {
        const pressed = (event.target as Element).closest?.("[data-path]")?.getAttribute("data-path");
        if (typeof pressed === "string") onActive(pressed);
      }}
      data={rows}
    >
      {(row, index) => (
        <Row
          key={row.node.path}
          row={row}
          id={`${prefix}${index}`}
          active={index === active}
          selected={row.node.path === selected}
          change={changes.get(row.node.path)}
          isUnsaved={row.node.path in drafts}
          lock={acts?.lockOf(row.node.path) ?? "none"}
          onPress={() => press(row)}
        />
      )}
    </VList>
  );
  const menuNode = rows[active]?.node;
  if (acts === undefined || menuNode === undefined) return <div className="file-tree-area">{shownTree}</div>;
  return (
    <ContextMenu label={`What to do with ${menuNode.path}`} entries={nodeEntries(menuNode, acts)}>
      <div className="file-tree-area">{shownTree}</div>
    </ContextMenu>
  );
};
