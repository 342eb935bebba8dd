import { ArrowDownToLine, Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { OutsideOrigin } from "../../../kernel/origin.ts";
import type { FileStep } from "../../store/views/file-history.ts";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { downloadText } from "../parts/download.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { fromWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { ContentView } from "./content-view.tsx";
import { FileSteps } from "./file-steps.tsx";

/** What the document shows: the file, what the session did to it as a whole, or one change. */
type View = { readonly type: "content" } | { readonly type: "session" } | { readonly type: "step"; readonly step: FileStep };

const FileContent = ({
  path,
  hash,
  sizeBytes,
  origins = [],
}: {
  readonly path: string;
  readonly hash: string;
  readonly sizeBytes: number;
  readonly origins?: readonly OutsideOrigin[] | undefined;
}): ReactNode => {
  const asked = useAnswer({ type: "read-content", hash }, hash);
  const content = asked.status === "ready" && asked.key === hash ? asked.value : undefined;
  return (
    <>
      <header className="doc-head">
        <span className="mono trunc" title={path}>
          <RevealedText text={path} />
        </span>
        <span className="grow" />
        <span className="meta">{formatBytes(sizeBytes)}</span>
        {content?.type === "text" && (
          <IconButton
            small
            iconSize={14}
            label="Download this file"
            icon={Download}
            onClick={() => downloadText(path.slice(path.lastIndexOf("/") + 1), content.text, "text/plain;charset=utf-8")}
          />
        )}
      </header>
      {origins.length > 0 && (
        <p className="doc-from">
          <Icon of={ArrowDownToLine} size={12} /> <RevealedText text={`${fromWords(origins)}: others wrote it, or some of it.`} />
        </p>
      )}
      {asked.status === "failed" && asked.key === hash ? (
        <AskedFailure asked={asked} />
      ) : content === undefined ? (
        <p className="doc-note late">Reading the file…</p>
      ) : (
        <ContentView content={content} path={path} />
      )}
    </>
  );
};

/** From before this session's first change to after its last one; samples are what it started with. */
const sessionDifference = (all: readonly FileStep[]): Pick<FileStep, "before" | "after"> | undefined => {
  const own = all.filter(({ by }) => by !== "sample");
  const steps = own.length === 0 ? all : own;
  const [first, last] = [steps[0], steps.at(-1)];
  return first === undefined || last === undefined ? undefined : { before: first.before, after: last.after };
};

const Shown = ({
  view,
  path,
  node,
  steps,
  at,
}: {
  readonly view: View;
  readonly path: string;
  readonly node: TreeNode | undefined;
  readonly steps: readonly FileStep[];
  readonly at: number | undefined;
}): ReactNode => {
  const whole = sessionDifference(steps);
  if (view.type === "step") return <DiffView path={path} before={view.step.before} after={view.step.after} />;
  if (view.type === "session" && whole !== undefined) return <DiffView path={path} before={whole.before} after={whole.after} />;
  if (node?.kind === "file" && node.hash !== undefined)
    return <FileContent path={path} hash={node.hash} sizeBytes={node.sizeBytes} origins={node.origins} />;
  if (node?.kind === "directory") return <p className="doc-note">A folder. Choose a file in it.</p>;
  return (
    <p className="doc-note">
      {at === undefined ? "This file is not in the workspace any more." : `This file was not there after event ${at}.`}
      {steps.length > 0 && " Its changes are listed below."}
    </p>
  );
};

/** One file: its text, or a change of it, and under it every change that this session made. */
export const FileDocument = ({
  path,
  node,
  steps = [],
  at,
  startWith,
}: {
  readonly path: string | undefined;
  readonly node: TreeNode | undefined;
  readonly steps: readonly FileStep[] | undefined;
  readonly at: number | undefined;
  readonly startWith: "content" | "difference";
}): ReactNode => {
  const [view, setView] = useState<View>({ type: startWith === "difference" ? "session" : "content" });
  if (path === undefined) {
    return (
      <div className="doc">
        <p className="doc-note">Choose a file to read it here.</p>
      </div>
    );
  }
  return (
    <div className="doc">
      <div className="doc-body">
        <Shown view={view} path={path} node={node} steps={steps} at={at} />
      </div>
      {steps.length > 0 && (
        <FileSteps
          steps={steps}
          current={view.type === "step" ? view.step.seq : view.type}
          onContent={() => setView({ type: "content" })}
          onSession={() => setView({ type: "session" })}
          onStep={(step) => setView({ type: "step", step })}
        />
      )}
    </div>
  );
};
