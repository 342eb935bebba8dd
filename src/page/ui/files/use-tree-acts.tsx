import { type ReactNode, useState } from "react";
import { ruleId } from "../../../kernel/base/ids.ts";
import type { FileAct } from "../../../kernel/files/file-act.ts";
import { lockOf, lockRule } from "../../../kernel/files/path-lock.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useClock } from "../../store/use-now.ts";
import { useRandom } from "../../store/use-random.ts";
import { chooseBrought } from "../../store/views/brought-files.ts";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { formatCount } from "../parts/time.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import type { NamedFile } from "./dropped-files.ts";
import type { TreeActs } from "./file-tools.tsx";
import { PathDialog } from "./path-dialog.tsx";
import { useFileActs } from "./use-file-acts.ts";

type Asking =
  | { readonly type: "new"; readonly kind: "file" | "folder"; readonly folder: string }
  | { readonly type: "move"; readonly node: TreeNode }
  | { readonly type: "delete"; readonly node: TreeNode };

const noRules: readonly Rule[] = [];
const storedRules = (state: AppState): readonly Rule[] => state.workspace?.rules ?? noRules;

const useLocks = () => {
  const { send, notify } = useActions();
  const [clock, random] = [useClock(), useRandom()];
  const rules = useApp(storedRules);
  const toggle = async (path: string): Promise<void> => {
    const held = lockOf(rules, path);
    const rule = held ?? lockRule(path, ruleId(random.id("rule")), clock.now());
    const answer = await send(held === undefined ? { type: "add-rule", rule } : { type: "remove-rule", ruleId: rule.ruleId });
    const text =
      held === undefined
        ? `No agent changes ${path} from here on. The rule stands among your rules.`
        : `Agents may change ${path} again.`;
    notify(answer.ok ? { tone: "info", text } : { tone: "error", text: answer.error.message });
  };
  const stateOf = (path: string): ReturnType<TreeActs["lockOf"]> => {
    const held = lockOf(rules, path);
    return held === undefined ? "none" : held.match.folder === path ? "own" : "above";
  };
  return { toggle, stateOf };
};

const Question = ({
  asking,
  onMake,
  onMove,
  onDelete,
  onClose,
}: {
  readonly asking: Asking;
  readonly onMake: (kind: "file" | "folder", path: string) => Promise<string | undefined>;
  readonly onMove: (from: string, to: string) => Promise<string | undefined>;
  readonly onDelete: (node: TreeNode) => void;
  readonly onClose: () => void;
}): ReactNode => {
  if (asking.type === "delete")
    return <DeleteDialog node={asking.node} onDelete={() => onDelete(asking.node)} onClose={onClose} />;
  if (asking.type === "move") {
    const { name, path } = asking.node;
    return (
      <PathDialog
        title={`Rename or move ${name}`}
        confirm="Move"
        path={path}
        onPath={(to) => onMove(path, to)}
        onClose={onClose}
      />
    );
  }
  const { folder, kind } = asking;
  const start = folder === "/" ? "/" : `${folder}/`;
  return (
    <PathDialog title={`New ${kind}`} confirm="Make it" path={start} onPath={(path) => onMake(kind, path)} onClose={onClose} />
  );
};

/** What a person can ask for in the tree, and the dialogs that it takes. `select`: shows a file. */
export const useTreeActs = (select: (path: string) => void): { readonly acts: TreeActs; readonly dialog: ReactNode } => {
  const { notify } = useActions();
  const { change, download, downloadFolder } = useFileActs();
  const locks = useLocks();
  const [asking, setAsking] = useState<Asking>();
  const close = (): void => setAsking(undefined);

  const bring = async (files: readonly NamedFile[], folder: string): Promise<void> => {
    const { taken, refused } = chooseBrought(files);
    for (const text of refused) notify({ tone: "error", text });
    if (taken.length === 0) return;
    const acts: FileAct[] = [];
    for (const { file, name } of taken) {
      try {
        acts.push({ type: "add", folder, name, bytes: new Uint8Array(await file.arrayBuffer()) });
      } catch {
        // A file that was moved or is not allowed to be read rejects; which of these it is, browsers do not say.
        notify({ tone: "error", text: `“${name}” could not be read, so it was not brought in. Choose it again.` });
      }
    }
    const answer = await change(
      acts,
      (paths) => `Brought in ${formatCount(paths.length, "file", "files")}: ${paths[0]}${paths.length > 1 ? " …" : ""}`,
    );
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    const [first] = answer.value.paths;
    if (first !== undefined) select(first);
  };
  const make = async (kind: "file" | "folder", path: string): Promise<string | undefined> => {
    const answer = await change([
      kind === "file" ? { type: "write", path, text: "", base: null } : { type: "make-folder", path },
    ]);
    if (!answer.ok) return answer.error.message;
    select(answer.value.paths[0] ?? path);
    return undefined;
  };
  const move = async (from: string, to: string): Promise<string | undefined> => {
    const answer = await change([{ type: "move", from, to }], ([path]) => `Moved ${from} to ${path}`);
    if (!answer.ok) return answer.error.message;
    select(answer.value.paths[0] ?? to);
    return undefined;
  };
  const remove = async ({ path }: TreeNode): Promise<void> => {
    const answer = await change([{ type: "delete", path }], () => `Deleted ${path}`);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };

  const acts: TreeActs = {
    onNew: (kind, folder) => setAsking({ type: "new", kind, folder }),
    onMove: (node) => setAsking({ type: "move", node }),
    onDelete: (node) => setAsking({ type: "delete", node }),
    onDownload: (node) => {
      if (node.kind === "directory") void downloadFolder(node.path);
      else if (node.hash !== undefined) void download(node.path, node.hash);
    },
    onLock: ({ path }) => void locks.toggle(path),
    onFiles: (files, folder) => void bring(files, folder),
    lockOf: locks.stateOf,
  };
  return {
    acts,
    dialog:
      asking === undefined ? null : (
        <Question asking={asking} onMake={make} onMove={move} onDelete={(node) => void remove(node)} onClose={close} />
      ),
  };
};
