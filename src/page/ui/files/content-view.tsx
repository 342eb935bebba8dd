import { type ReactNode, useMemo, useState } from "react";
import { VList } from "virtua";
import type { Content } from "../../../kernel/rules/inspection.ts";
import { hasHiddenCharacters, RevealedText } from "../parts/revealed-text.tsx";

/** A longer line is drawn as several rows, so that one line of a megabyte does not stop the page. */
const maxRowCharacters = 2_000;

interface TextRow {
  readonly number: number;
  readonly text: string;
  readonly continues: boolean;
}

const rowsOf = (text: string): readonly TextRow[] => {
  const lines = text.split("\n");
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines.flatMap((line, index) => {
    const rows: TextRow[] = [];
    for (let start = 0; start === 0 || start < line.length; start += maxRowCharacters) {
      rows.push({ number: index + 1, text: line.slice(start, start + maxRowCharacters), continues: start > 0 });
    }
    return rows;
  });
};

/** A text line by line; only those in view are drawn. */
export const TextView = ({ text, path }: { readonly text: string; readonly path: string }): ReactNode => {
  const rows = useMemo(() => rowsOf(text), [text]);
  const hidden = useMemo(() => hasHiddenCharacters(text.replaceAll("\r\n", "\n")), [text]);
  const [reveals, setReveals] = useState(false);
  if (text === "") return <p className="doc-note">The file is empty.</p>;
  return (
    <>
      {hidden && (
        <p className="doc-hidden">
          <span className="grow">Holds characters that cannot be seen.</span>
          <button type="button" className="btn quiet" aria-pressed={reveals} onClick={() => setReveals(!reveals)}>
            {reveals ? "Hide them" : "Show them"}
          </button>
        </p>
      )}
      <VList className="text-rows" data={rows} tabIndex={0} role="region" aria-label={`Text of ${path}`}>
        {(row, index) => (
          <div key={index} className="text-row">
            <i aria-hidden="true">{row.continues ? "" : row.number}</i>
            <span>{reveals ? <RevealedText text={row.text} /> : row.text}</span>
          </div>
        )}
      </VList>
    </>
  );
};

/** A content of the past as far as it can be read as text. */
export const ContentView = ({
  content,
  path,
}: {
  readonly content: Extract<Content, { readonly type: "text" | "missing" }>;
  readonly path: string;
}): ReactNode => {
  switch (content.type) {
    case "text":
      return <TextView text={content.text} path={path} />;
    case "missing":
      return <p className="doc-note">This content is not kept any more: the session that wrote it was deleted.</p>;
  }
};
