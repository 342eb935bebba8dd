import type { ReactNode } from "react";
import { VList } from "virtua";
import type { TouchedFile } from "../../store/views/file-history.ts";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";

const Counts = ({ added, removed }: { readonly added: number; readonly removed: number }): ReactNode => (
  <span className="file-note">
    <span className="add">+{added}</span> <span className="del">−{removed}</span>
  </span>
);

/** The files that this session touched, with what is left of each after undo. */
export const TouchedList = ({
  touched,
  search,
  selected,
  onSelect,
}: {
  readonly touched: readonly TouchedFile[];
  readonly search: string;
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}): ReactNode => {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = touched.filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)));
  if (touched.length === 0) return <p className="files-none">This session has changed no file.</p>;
  if (shown.length === 0) return <p className="files-none">No changed file has this in its path.</p>;
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
          <Mark kind={file.change === "undone" ? "stopped" : "write"} size={11} />
          <span className="touched-name">
            <span className="trunc">
              <RevealedText text={file.path} />
            </span>
            <small>{file.change}</small>
          </span>
          {file.change !== "undone" && <Counts added={file.added} removed={file.removed} />}
        </button>
      )}
    </VList>
  );
};
