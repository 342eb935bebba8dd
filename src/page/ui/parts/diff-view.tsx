import "./diff.css";
import { ChevronDown } from "lucide-react";
import { Fragment, lazy, type ReactNode, Suspense, useId, useMemo, useState } from "react";
import type { Hash } from "../../../kernel/base/canonical.ts";
import { entityIdAt } from "../../../kernel/memory/graph.ts";
import type { Diff, DiffHunk, DiffLine } from "../../../kernel/rules/inspection.ts";
import { changedPieces, type LinePiece } from "../../store/views/line-difference.ts";
import { AskedFailure } from "./asked-failure.tsx";
import { Icon } from "./icon.tsx";
import { RevealedText } from "./revealed-text.tsx";
import { formatBytes, formatCount } from "./time.ts";
import { useAnswer } from "./use-answer.ts";
import { useSaveContent } from "./use-save-content.ts";

const GraphSentences = lazy(async () => ({ default: (await import("./graph-sentences.tsx")).GraphSentences }));

/** How many lines are drawn at first, and how many more each time the rest is asked for. */
const firstLines = 200;
const moreLines = 2_000;

const signs: Readonly<Record<DiffLine["sign"], { readonly className: string; readonly shown: string; readonly word: string }>> = {
  " ": { className: "dl", shown: "", word: "" },
  "+": { className: "dl p", shown: "+", word: "added " },
  "-": { className: "dl n", shown: "−", word: "removed " },
};

const Pieces = ({ pieces }: { readonly pieces: readonly LinePiece[] }): ReactNode =>
  pieces.map(({ text, changed }, index) => {
    const revealed = <RevealedText text={text} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line never move
    return <Fragment key={index}>{changed ? <mark>{revealed}</mark> : revealed}</Fragment>;
  });

const Line = ({ line, pieces }: { readonly line: DiffLine; readonly pieces: readonly LinePiece[] | undefined }) => {
  const { className, shown, word } = signs[line.sign];
  return (
    <div className={className}>
      <i>{line.number}</i>
      <b className={line.sign === "+" ? "add" : "del"} aria-hidden="true">
        {shown}
      </b>
      <span>
        {word !== "" && <span className="sr">{word}</span>}
        {pieces === undefined ? <RevealedText text={line.text} /> : <Pieces pieces={pieces} />}
      </span>
    </div>
  );
};

interface HunkProps {
  readonly hunk: DiffHunk;
  readonly limit: number;
  readonly first: boolean;
  readonly action?: ReactNode;
}

const Hunk = ({ hunk, limit, first, action }: HunkProps) => {
  const pieces = useMemo(() => changedPieces(hunk.lines), [hunk]);
  return (
    <>
      {(!first || action !== undefined) && (
        <div className="diff-skip">
          line {hunk.lines[0]?.number ?? 1}
          {action}
        </div>
      )}
      {hunk.lines.slice(0, limit).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff never move
        <Line key={index} line={line} pieces={pieces.get(index)} />
      ))}
    </>
  );
};

/** Hunks with the number of lines that each may show. */
const withinLimit = (
  hunks: readonly DiffHunk[],
  limit: number,
): readonly { readonly hunk: DiffHunk; readonly shown: number }[] => {
  let left = limit;
  return hunks.flatMap((hunk) => {
    const shown = Math.min(hunk.lines.length, left);
    left -= shown;
    return shown === 0 ? [] : [{ hunk, shown }];
  });
};

/** What can be done with one hunk, named by its place. */
type HunkAction = (place: number) => ReactNode;

const Hunks = ({
  hunks,
  action,
}: {
  readonly hunks: readonly DiffHunk[];
  readonly action: HunkAction | undefined;
}): ReactNode => {
  const [limit, setLimit] = useState(firstLines);
  const shown = withinLimit(hunks, limit);
  const lines = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  const cut = shown.at(-1);
  const wholeHunks = cut !== undefined && cut.shown < cut.hunk.lines.length ? shown.length - 1 : shown.length;
  return (
    <>
      {shown.map(({ hunk, shown: count }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hunks of a diff never move
        <Hunk key={index} hunk={hunk} limit={count} first={index === 0} {...(action ? { action: action(index) } : {})} />
      ))}
      {lines > limit && (
        <button type="button" className="diff-more" onClick={() => setLimit(limit + moreLines)}>
          <Icon of={ChevronDown} size={14} />
          {formatCount(lines - limit, "more line", "more lines")} in {formatCount(hunks.length - wholeHunks, "hunk", "hunks")}
        </button>
      )}
    </>
  );
};

const kindOfChange = (before: Hash | null, after: Hash | null): string | undefined => {
  if (before === null && after !== null) return "new file";
  if (before !== null && after === null) return "deleted file";
  return undefined;
};

const sizes = (diff: Extract<Diff, { readonly type: "binary" | "too-large" }>): string =>
  `${formatBytes(diff.beforeBytes)} before, ${formatBytes(diff.afterBytes)} after`;

/** The lines of a difference that is at hand, or why there are none. */
export const DiffBody = ({ diff, hunkAction }: { readonly diff: Diff; readonly hunkAction?: HunkAction }): ReactNode => {
  switch (diff.type) {
    case "text":
      if (diff.hunks.length === 0) return <p className="diff-note">The contents are the same.</p>;
      return <Hunks hunks={diff.hunks} action={hunkAction} />;
    case "binary":
      return <p className="diff-note">Not text, so there are no lines to compare: {sizes(diff)}.</p>;
    case "too-large":
      return <p className="diff-note">Too large to compare line by line: {sizes(diff)}. The file itself is whole.</p>;
  }
};

/** The way to what cannot be compared line by line: each of the two contents as a file. */
const SaveBoth = ({
  path,
  before,
  after,
}: {
  readonly path: string;
  readonly before: Hash | null;
  readonly after: Hash | null;
}): ReactNode => {
  const save = useSaveContent();
  return (
    <p className="diff-note">
      {before !== null && (
        <button type="button" className="linked" onClick={() => void save(path, before)}>
          Save it as before
        </button>
      )}
      {after !== null && (
        <button type="button" className="linked" onClick={() => void save(path, after)}>
          Save it as after
        </button>
      )}
    </p>
  );
};

/** What happened to one file between two contents; `null` where there was, or is, none. */
export const DiffView = ({
  before,
  after,
  path,
  during,
  hunkAction,
}: {
  readonly before: Hash | null;
  readonly after: Hash | null;
  readonly path: string;
  /** When it happened, where several differences of one file may be on the page: part of this one's name. */
  readonly during?: string;
  readonly hunkAction?: HunkAction;
}): ReactNode => {
  const name = useId();
  const key = `${before}:${after}`;
  const asked = useAnswer({ type: "read-diff", before, after }, key);
  const ready = asked.status === "ready" && asked.key === key ? asked.value : undefined;
  const change = kindOfChange(before, after);
  return (
    <div className="diff">
      <header className="diff-head">
        <span id={name} className="trunc" title={path}>
          <RevealedText text={path} />
          {during !== undefined && <span className="sr">, {during}</span>}
        </span>
        {change !== undefined && <span className="meta">{change}</span>}
        <span className="grow" />
        {ready?.type === "text" && (
          <span className="meta">
            <span className="add">
              +{ready.added}
              <span className="sr"> lines added</span>
            </span>{" "}
            <span className="del">
              −{ready.removed}
              <span className="sr"> lines removed</span>
            </span>
          </span>
        )}
      </header>
      {entityIdAt(path) !== undefined && (
        <Suspense fallback={null}>
          <GraphSentences path={path} before={before} after={after} />
        </Suspense>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide or long diff scrolls, and the keyboard must reach it */}
      <section className="diff-lines" tabIndex={0} aria-labelledby={name}>
        {ready !== undefined && <DiffBody key={key} diff={ready} {...(hunkAction ? { hunkAction } : {})} />}
        {ready !== undefined && ready.type !== "text" && <SaveBoth path={path} before={before} after={after} />}
        {asked.status === "failed" && asked.key === key && <AskedFailure asked={asked} />}
        {ready === undefined && !(asked.status === "failed" && asked.key === key) && (
          <p className="diff-note late">Comparing the two contents…</p>
        )}
      </section>
    </div>
  );
};
