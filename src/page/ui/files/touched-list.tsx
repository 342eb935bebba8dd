import type { ComponentProps, ReactNode } from "react";
import { VList } from "virtua";
import type { RunId } from "../../../kernel/base/ids.ts";
import type { RunChoice, TouchedFiles, TouchedRow } from "../../store/views/run-files.ts";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { formatClock } from "../parts/time.ts";

const Counts = ({ added, removed }: { readonly added: number; readonly removed: number }): ReactNode => (
  <span className="file-note">
    <span className="add">+{added}</span> <span className="del">−{removed}</span>
  </span>
);

const kinds: Readonly<Record<TouchedRow["change"], ComponentProps<typeof Mark>["kind"]>> = {
  read: "read",
  created: "write",
  changed: "write",
  deleted: "write",
  undone: "stopped",
};

const shownCounts = ["read", "created", "changed", "deleted", "undone"] as const;
/** "3 read, 1 created, 2 deleted" */
const countWords = (counts: TouchedFiles["counts"]): string =>
  shownCounts
    .filter((change) => counts[change] > 0)
    .map((change) => `${counts[change]} ${change}`)
    .join(", ");

const wholeSession = "session";

/** Whose files are listed, the newest run first, and how many of them there are of each kind. */
export const TouchedHead = ({
  runs,
  chosen,
  counts,
  onChoose,
}: {
  readonly runs: readonly RunChoice[];
  readonly chosen: RunId | undefined;
  readonly counts: TouchedFiles["counts"];
  readonly onChoose: (runId: RunId | undefined) => void;
}): ReactNode => (
  <div className="touched-head">
    <InlineSelect
      label="Touched by"
      value={chosen ?? wholeSession}
      choices={[
        { value: wholeSession, label: "Whole session" },
        ...runs.toReversed().map(({ runId, number, startAt }) => ({
          value: runId,
          label: `Run ${number}, ${formatClock(startAt)}`,
        })),
      ]}
      onChange={(value) => onChoose(runs.find(({ runId }) => runId === value)?.runId)}
    />
    <span className="meta">{countWords(counts)}</span>
  </div>
);

/** The files that a session or one of its runs touched, with what is left of each after undo. */
export const TouchedList = ({
  touched,
  search,
  selected,
  onSelect,
}: {
  readonly touched: readonly TouchedRow[];
  readonly search: string;
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}): ReactNode => {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = touched.filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)));
  if (touched.length === 0) return <p className="files-none">No file was read or changed.</p>;
  if (shown.length === 0) return <p className="files-none">No touched file has this in its path.</p>;
  return (
    <VList className="file-tree" data={shown} aria-label="Touched in this session" role="group">
      {(file) => (
        <button
          key={file.path}
          type="button"
          className="file-row touched"
          aria-current={file.path === selected ? "true" : undefined}
          title={file.path}
          onClick={() => onSelect(file.path)}
        >
          <Mark kind={kinds[file.change]} size={11} />
          <span className="touched-name">
            <span className="trunc">
              <RevealedText text={file.path} />
            </span>
            <small>{file.change}</small>
          </span>
          {file.change !== "undone" && file.change !== "read" && <Counts added={file.added} removed={file.removed} />}
        </button>
      )}
    </VList>
  );
};
