import { type ReactNode, useState } from "react";
import { useActions } from "../../store/use-app.ts";
import type { FileStep } from "../../store/views/file-history.ts";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { ShownContent } from "./file-content.tsx";
import { useFileActs } from "./use-file-acts.ts";

const views = [
  { value: "difference", label: "Difference" },
  { value: "version", label: "File after it" },
] as const;

const Version = ({ path, hash }: { readonly path: string; readonly hash: string }): ReactNode => {
  const asked = useAnswer({ type: "read-content", hash }, hash);
  switch (asked.status) {
    case "failed":
      return <AskedFailure asked={asked} />;
    case "loading":
      return <p className="doc-note late">Reading the file…</p>;
    case "ready":
      return <ShownContent content={asked.value} path={path} hash={hash} />;
  }
};

/** One change of a file: what it changed, the file as it was after it, and the way back to that. */
export const FileVersion = ({
  path,
  step,
  standing,
  canRestore,
}: {
  readonly path: string;
  readonly step: FileStep;
  /** What stands at the path; undefined: nothing. */
  readonly standing: TreeNode | undefined;
  readonly canRestore: boolean;
}): ReactNode => {
  const { notify } = useActions();
  const { change } = useFileActs();
  const [view, setView] = useState<(typeof views)[number]["value"]>("difference");
  const { after, before, seq } = step;
  const base = standing?.kind === "file" ? (standing.hash ?? null) : null;
  const restore = async (): Promise<void> => {
    const answer = await change([{ type: "restore", path, at: seq, base }], () => `${path} is what it was after event ${seq}.`);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  // After a deletion there is no file to be shown, nor to go back to.
  if (after === null) return <DiffView path={path} before={before} after={after} />;
  return (
    <>
      <div className="version-tools">
        <Segmented label="This change as" choices={views} value={view} onChange={setView} />
        <span className="grow" />
        {canRestore && (
          <Button
            disabled={base === after || standing?.kind === "directory"}
            title={base === after ? "The file is this version" : `Make ${path} what it was after event ${seq}`}
            onClick={() => void restore()}
          >
            Restore this version
          </Button>
        )}
      </div>
      {view === "difference" ? <DiffView path={path} before={before} after={after} /> : <Version path={path} hash={after} />}
    </>
  );
};
