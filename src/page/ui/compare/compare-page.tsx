import "./compare.css";
import { type ReactNode, useMemo } from "react";
import { unpackFiles } from "../../../kernel/files/packed-files.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";
import type { FileRow } from "../../../kernel/rules/inspection.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute, type Route } from "../../store/route.ts";
import { useApp } from "../../store/use-app.ts";
import { branchTitle } from "../../store/views/branch-outline.ts";
import { type ComparedRow, type ComparedSide, type Comparison, compareBranches } from "../../store/views/compare-branches.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { DiffView } from "../parts/diff-view.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Markdown } from "../parts/markdown/markdown.tsx";
import { formatCount, formatTokens } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";

type CompareRoute = Extract<Route, { readonly type: "compare" }>;

const sessionOf = ({ session }: AppState) => session;

const Row = ({ row }: { readonly row: ComparedRow }): ReactNode => {
  switch (row.type) {
    case "said":
      return (
        <p className="cmp-said" dir="auto">
          {row.text}
        </p>
      );
    case "answer":
      return (
        <div className="md">
          <Markdown text={row.text} growing={false} />
        </div>
      );
    case "call":
      return (
        <p className="cmp-call">
          {row.call.headline.verb} <code>{row.call.headline.object}</code>
          {row.call.status !== "done" && <span className="meta"> {row.call.status}</span>}
        </p>
      );
  }
};

const Side = ({ side, where }: { readonly side: ComparedSide; readonly where: string }): ReactNode => (
  <section className="cmp-side" aria-label={`${where}: ${branchTitle(side)}`}>
    <h2 dir="auto">{branchTitle(side)}</h2>
    <p className="meta">
      {[
        formatCount(side.messages, "message", "messages"),
        `${formatTokens(totalTokens(side.usage))} tokens`,
        costWords(side.cost) ?? "nothing charged",
        ...(side.isActive ? ["shown in the session"] : []),
      ].join(" · ")}
    </p>
    {side.rows.length === 0 ? (
      <p className="dim">Nothing was said or done here yet.</p>
    ) : (
      side.rows.map((row) => <Row key={row.key} row={row} />)
    )}
  </section>
);

const hashAt = (files: readonly FileRow[], path: string) => files.find((file) => file.path === path)?.hash ?? null;

const Files = ({ comparison }: { readonly comparison: Comparison }): ReactNode => {
  const { left, right, paths } = comparison;
  const atLeft = useAnswer({ type: "list-files", at: left.tip }, `${left.tip}`);
  const atRight = useAnswer({ type: "list-files", at: right.tip }, `${right.tip}`);
  if (atLeft.status === "failed" || atRight.status === "failed")
    return <p role="alert">The files of one branch could not be read. Nothing was changed; open this page again.</p>;
  if (atLeft.status !== "ready" || atRight.status !== "ready") return <p className="dim">Comparing the files…</p>;
  const [leftFiles, rightFiles] = [unpackFiles(atLeft.value.files), unpackFiles(atRight.value.files)];
  const differing = paths.flatMap((path) => {
    const [before, after] = [hashAt(leftFiles, path), hashAt(rightFiles, path)];
    return before === after ? [] : [{ path, before, after }];
  });
  if (differing.length === 0) return <p className="dim">Both branches leave the same files.</p>;
  return differing.map(({ path, before, after }) => <DiffView key={path} path={path} before={before} after={after} />);
};

/** Two branches of a session side by side, from where they part: what was said and done, what it cost, and the files. */
export const ComparePage = ({ route }: { readonly route: CompareRoute }): ReactNode => {
  const session = useApp(sessionOf);
  const { sessionId, left, right } = route;
  const length = session?.entries.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the array is the same one, grown
  const comparison = useMemo(
    () => (session?.sessionId === sessionId ? compareBranches(session, left, right) : undefined),
    [session?.sessionId, session?.branchNames, sessionId, left, right, length],
  );
  const back = (
    <a className="btn" href={hashFromRoute({ type: "session", sessionId, tab: "branches" })}>
      Back to the session
    </a>
  );
  if (session === undefined) return <p className="opening dim">Opening the session…</p>;
  if (comparison === undefined)
    return (
      <EmptyState kind="error" level="h1" title="There is nothing to compare" text="One of these branches is not in the session.">
        {back}
      </EmptyState>
    );
  return (
    <div className="cmp">
      <header className="row">
        <h1>Compare branches</h1>
        <span className="meta">both go on from event {comparison.common}</span>
        <span className="grow" />
        {back}
      </header>
      <div className="cmp-sides">
        <Side side={comparison.left} where="Left" />
        <Side side={comparison.right} where="Right" />
      </div>
      <section aria-label="Files">
        <h2>Files, from left to right</h2>
        <Files comparison={comparison} />
      </section>
    </div>
  );
};
