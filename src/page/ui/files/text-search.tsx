import { CaseSensitive, Regex } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { VList } from "virtua";
import type { FilesFound } from "../../../kernel/files/file-search.ts";
import { maxLinesFound } from "../../../kernel/files/file-search.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useClock } from "../../store/use-now.ts";
import { useRandom } from "../../store/use-random.ts";
import { FindField } from "../parts/find-field.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";

/** What is looked for in texts, as a person typed it. */
export interface TextQuery {
  readonly text: string;
  readonly isPattern: boolean;
  readonly matchCase: boolean;
  readonly glob: string;
}
export const noQuery: TextQuery = { text: "", isPattern: false, matchCase: false, glob: "" };

/** How long typing rests before it is searched. */
const restMs = 200;
const filesChanged = (state: AppState) => state.filesChangedSeq;

const useRested = <Value,>(value: Value): Value => {
  const clock = useClock();
  const [rested, setRested] = useState(value);
  useEffect(() => clock.after(restMs, () => setRested(value)), [clock, value]);
  return rested;
};

/** The fields of a search in texts. */
export const TextSearchFields = ({
  query,
  onChange,
}: {
  readonly query: TextQuery;
  readonly onChange: (query: TextQuery) => void;
}): ReactNode => (
  <>
    <FindField label="Search texts" value={query.text} onChange={(text) => onChange({ ...query, text })} />
    <IconButton
      label="Match case"
      icon={CaseSensitive}
      aria-pressed={query.matchCase}
      onClick={() => onChange({ ...query, matchCase: !query.matchCase })}
    />
    <IconButton
      label="Search for a pattern (RE2)"
      icon={Regex}
      aria-pressed={query.isPattern}
      onClick={() => onChange({ ...query, isPattern: !query.isPattern })}
    />
    <FindField label="Only in files such as *.md" value={query.glob} onChange={(glob) => onChange({ ...query, glob })} />
  </>
);

type Row =
  | { readonly type: "file"; readonly path: string; readonly hits: number }
  | { readonly type: "line"; readonly path: string; readonly number: number; readonly text: string };

const rowsOf = ({ files }: FilesFound): readonly Row[] =>
  files.flatMap(({ path, lines }) => [
    { type: "file" as const, path, hits: lines.length },
    ...lines.map(({ number, text }) => ({ type: "line" as const, path, number, text })),
  ]);

const summaryOf = ({ ended, files, hits }: FilesFound): string => {
  const count = `${formatCount(hits, "line", "lines")} in ${formatCount(files.length, "file", "files")}`;
  if (ended === "results")
    return `The first ${maxLinesFound} lines, in ${formatCount(files.length, "file", "files")}. Narrow it down to see others.`;
  return ended === "time" ? `${count} so far; the search ended early.` : count;
};

const Found = ({
  found,
  selected,
  onOpen,
}: {
  readonly found: FilesFound;
  readonly selected: string | undefined;
  readonly onOpen: (path: string, line: number) => void;
}): ReactNode => (
  <>
    <p className="found-summary" role="status">
      {summaryOf(found)}
    </p>
    <VList className="found-list" data={[...rowsOf(found)]} aria-label="Lines found" role="group">
      {(row) => (
        <button
          key={`${row.path}:${row.type === "line" ? row.number : 0}`}
          type="button"
          className={row.type === "file" ? "found-file" : "found-line"}
          aria-current={row.type === "file" && row.path === selected ? "true" : undefined}
          title={row.path}
          onClick={() => onOpen(row.path, row.type === "line" ? row.number : 1)}
        >
          {row.type === "file" ? (
            <>
              <span className="trunc grow">
                <RevealedText text={row.path} />
              </span>
              <span className="file-note">{row.hits}</span>
            </>
          ) : (
            <>
              <i>{row.number}</i>
              <span className="trunc">
                <RevealedText text={row.text.trimStart()} />
              </span>
            </>
          )}
        </button>
      )}
    </VList>
  </>
);

/** What a search in the texts of all files finds, by file; each line opens where it stands. Searching goes on in the worker. */
export const TextSearch = ({
  query: typed,
  selected,
  onOpen,
}: {
  readonly query: TextQuery;
  readonly selected: string | undefined;
  readonly onOpen: (path: string, line: number) => void;
}): ReactNode => {
  const { send } = useActions();
  const random = useRandom();
  const changed = useApp(filesChanged);
  const [searchId] = useState(() => random.id("search"));
  const query = useRested(typed);
  const { glob, text, ...how } = query;
  const key = JSON.stringify([query, changed]);
  // A question that nobody waits for any more ends where it is; so does the last one when the list goes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => () => void send({ type: "stop-search", searchId }), [key, searchId, send]);
  const search = { ...how, text, ...(glob.trim() === "" ? {} : { glob: glob.trim() }) };
  const asked = useAnswer({ type: "search-files", searchId, search }, key);
  if (typed.text === "") return <p className="files-none">Type what the texts of your files are searched for.</p>;
  if (asked.status === "failed" && asked.key === key) return <p className="files-none problem">{asked.failure.message}</p>;
  if (asked.status !== "ready" || text === "") return <p className="files-none late">Searching…</p>;
  return (
    <div className="found">
      <Found found={asked.value} selected={selected} onOpen={onOpen} />
    </div>
  );
};
