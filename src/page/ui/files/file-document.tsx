import { type ReactNode, useState } from "react";
import type { FileStep } from "../../store/views/file-history.ts";
import type { TreeNode } from "../../store/views/file-tree.ts";
import { DiffView } from "../parts/diff-view.tsx";
import { LiveContent, PastContent } from "./file-content.tsx";
import { FileSteps } from "./file-steps.tsx";
import { FileVersion } from "./file-version.tsx";

/** What the document shows: the file, what the session did to it as a whole, or one change. */
type View = { readonly type: "content" } | { readonly type: "session" } | { readonly type: "step"; readonly step: FileStep };

/** From before this session's first change to after its last one; samples are what it started with. */
const sessionDifference = (all: readonly FileStep[]): Pick<FileStep, "before" | "after"> | undefined => {
  const own = all.filter(({ by }) => by !== "sample");
  const steps = own.length === 0 ? all : own;
  const [first, last] = [steps[0], steps.at(-1)];
  return first === undefined || last === undefined ? undefined : { before: first.before, after: last.after };
};

const Absent = ({ at, hasSteps }: { readonly at: number | undefined; readonly hasSteps: boolean }): ReactNode => (
  <p className="doc-note">
    {at === undefined ? "This file is not in the workspace any more." : `This file was not there after event ${at}.`}
    {hasSteps && " Its changes are listed below."}
  </p>
);

const Shown = ({
  view,
  path,
  node,
  steps,
  at,
  place,
}: {
  readonly view: View;
  readonly path: string;
  readonly node: TreeNode | undefined;
  readonly steps: readonly FileStep[];
  readonly at: number | undefined;
  readonly place: { readonly line: number } | undefined;
}): ReactNode => {
  const whole = sessionDifference(steps);
  if (view.type === "step")
    return <FileVersion key={view.step.seq} path={path} step={view.step} standing={node} canRestore={at === undefined} />;
  if (view.type === "session" && whole !== undefined) return <DiffView path={path} before={whole.before} after={whole.after} />;
  if (node?.kind === "directory") return <p className="doc-note">A folder. Choose a file in it.</p>;
  const absent = <Absent at={at} hasSteps={steps.length > 0} />;
  if (at !== undefined) return node === undefined ? absent : <PastContent path={path} node={node} />;
  return <LiveContent path={path} node={node} steps={steps} place={place} otherwise={absent} />;
};

/** One file: its text, or a change of it, and under it every change that this session made. */
export const FileDocument = ({
  path,
  node,
  steps = [],
  whole,
  at,
  place,
  startWith,
}: {
  readonly path: string | undefined;
  readonly node: TreeNode | undefined;
  readonly steps: readonly FileStep[] | undefined;
  /** What the steps are all of. */
  readonly whole: "session" | "run";
  readonly at: number | undefined;
  /** Where the text is gone to; another object goes there again. */
  readonly place: { readonly line: number } | undefined;
  readonly startWith: "content" | "difference";
}): ReactNode => {
  const [view, setView] = useState<View>({ type: startWith === "difference" && steps.length > 0 ? "session" : "content" });
  const [shownPlace, setShownPlace] = useState(place);
  // Who goes to a line wants to see the text.
  if (place !== shownPlace) {
    setShownPlace(place);
    if (place !== undefined) setView({ type: "content" });
  }
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
        <Shown view={view} path={path} node={node} steps={steps} at={at} place={place} />
      </div>
      {steps.length > 0 && (
        <FileSteps
          steps={steps}
          whole={whole}
          current={view.type === "step" ? view.step.seq : view.type}
          onContent={() => setView({ type: "content" })}
          onSession={() => setView({ type: "session" })}
          onStep={(step) => setView({ type: "step", step })}
        />
      )}
    </div>
  );
};
