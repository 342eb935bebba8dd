import "./three-way.css";
import { type ReactNode, useState } from "react";
import type { Hash } from "../../../../kernel/base/canonical.ts";
import { type MergeChoice, type MergePiece, mergedText } from "../../../../kernel/files/file-merge.ts";
import { AskedFailure } from "../../parts/asked-failure.tsx";
import { Button } from "../../parts/button.tsx";
import { RevealedText } from "../../parts/revealed-text.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { formatCount } from "../../parts/time.ts";
import { useAnswer } from "../../parts/use-answer.ts";

type Conflict = Extract<MergePiece, { readonly type: "conflict" }>;

/** Lines of a part that are drawn; the whole of it is in the text. */
const shownLines = 200;

const Lines = ({
  name,
  lines,
  tone,
}: {
  readonly name: string;
  readonly lines: readonly string[];
  readonly tone: string;
}): ReactNode => (
  <figure className={`merge-side ${tone}`}>
    <figcaption>{name}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
    <pre tabIndex={0}>
      {lines.length === 0 ? (
        <i>nothing</i>
      ) : (
        lines.slice(0, shownLines).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
          <span key={index}>
            <RevealedText text={line.replace(/\r?\n$/, "")} />
            {"\n"}
          </span>
        ))
      )}
      {lines.length > shownLines && <i>{formatCount(lines.length - shownLines, "more line", "more lines")}</i>}
    </pre>
  </figure>
);

const ConflictPart = ({
  piece,
  number,
  who,
  choice,
  onChoose,
}: {
  readonly piece: Conflict;
  readonly number: number;
  readonly who: string;
  readonly choice: MergeChoice | "open";
  readonly onChoose: (choice: MergeChoice) => void;
}): ReactNode => (
  <section className="merge-conflict" aria-label={`Place ${number}, changed by both`}>
    <header>
      <b>Changed by both</b>
      <Segmented
        label={`What stands at place ${number}`}
        value={choice}
        onChange={(value) => value !== "open" && onChoose(value)}
        choices={[
          { value: "yours", label: "Yours" },
          { value: "theirs", label: "Theirs" },
          { value: "both", label: "Both" },
          { value: "base", label: "Neither" },
        ]}
      />
    </header>
    <div className="merge-sides">
      <Lines name="Yours" lines={piece.yours} tone={choice === "yours" || choice === "both" ? "taken" : ""} />
      <Lines name={`Theirs: ${who}`} lines={piece.theirs} tone={choice === "theirs" || choice === "both" ? "taken" : ""} />
      <Lines name="Before both" lines={piece.base} tone={choice === "base" ? "taken" : ""} />
    </div>
  </section>
);

const Part = ({ piece, who }: { readonly piece: Exclude<MergePiece, Conflict>; readonly who: string }): ReactNode => {
  if (piece.type === "same") return <p className="merge-same">{formatCount(piece.lines.length, "line", "lines")} as in both</p>;
  return (
    <section className="merge-auto" aria-label={piece.type === "yours" ? "Changed by you" : `Changed by ${who}`}>
      <header>{piece.type === "yours" ? "Changed by you, kept" : `Changed by ${who}, taken in`}</header>
      <div className="merge-sides">
        <Lines name="Before" lines={piece.base} tone="" />
        <Lines name="After" lines={piece.lines} tone="taken" />
      </div>
    </section>
  );
};

const Settle = ({
  pieces,
  who,
  onTake,
}: {
  readonly pieces: readonly MergePiece[];
  readonly who: string;
  readonly onTake: (text: string) => void;
}): ReactNode => {
  const [choices, setChoices] = useState<Readonly<Record<number, MergeChoice>>>({});
  const conflicts = pieces.flatMap(({ type }, index) => (type === "conflict" ? [index] : []));
  const open = conflicts.filter((index) => choices[index] === undefined).length;
  const chooseAll = (choice: MergeChoice): void => setChoices(Object.fromEntries(conflicts.map((index) => [index, choice])));
  return (
    <>
      <div className="merge-bar">
        <span className="grow" role="status">
          {conflicts.length === 0
            ? "The two changes do not touch each other."
            : open === 0
              ? "Every place is settled."
              : `${formatCount(open, "place", "places")} to settle.`}
        </span>
        {conflicts.length > 1 && (
          <>
            <Button tone="quiet" onClick={() => chooseAll("yours")}>
              All yours
            </Button>
            <Button tone="quiet" onClick={() => chooseAll("theirs")}>
              All theirs
            </Button>
          </>
        )}
        <Button
          tone="primary"
          disabled={open > 0}
          onClick={() => onTake(mergedText(pieces, (index) => choices[index] ?? "yours"))}
        >
          Go on with this
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
      <section className="merge-pieces" tabIndex={0} aria-label="Your text, theirs, and what was there before">
        {pieces.map((piece, index) =>
          piece.type === "conflict" ? (
            <ConflictPart
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
              key={index}
              piece={piece}
              number={conflicts.indexOf(index) + 1}
              who={who}
              choice={choices[index] ?? "open"}
              onChoose={(choice) => setChoices({ ...choices, [index]: choice })}
            />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
            <Part key={index} piece={piece} who={who} />
          ),
        )}
      </section>
    </>
  );
};

/** Your text, theirs, and what both were made from: settled place by place. What comes of it is still yours to save. */
export const ThreeWayView = ({
  base,
  yours,
  theirs,
  who,
  onTake,
}: {
  readonly base: Hash | null;
  readonly yours: string;
  readonly theirs: Hash | null;
  /** Who made theirs, inside a sentence. */
  readonly who: string;
  readonly onTake: (text: string) => void;
}): ReactNode => {
  const key = `${base}:${theirs}`;
  const asked = useAnswer({ type: "compare-three", base, yours, theirs }, key);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading" || asked.key !== key) return <p className="doc-note late">Comparing the three texts…</p>;
  if (asked.value.type === "pieces") return <Settle key={key} pieces={asked.value.pieces} who={who} onTake={onTake} />;
  return (
    <div className="doc-note">
      <p>What stands there by now is no text, or too large to compare line by line. Your text is kept.</p>
      <Button onClick={() => onTake(yours)}>Go on with yours</Button>
    </div>
  );
};
