import { type ReactNode, useState } from "react";
import type { EffectId } from "../../../../kernel/base/ids.ts";
import type { FilesPreview, IncomingFile, LeftOut } from "../../../../kernel/files/import-preview.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { LineInput } from "../../parts/line-input.tsx";
import { Mark, type MarkKind, type StateMarkKind } from "../../parts/mark.tsx";
import { formatBytes, formatCount } from "../../parts/time.ts";

/** Rows that are drawn; the rest is counted. */
const mostShown = 200;

const changeWords: Readonly<Record<IncomingFile["change"], string>> = {
  new: "new",
  replaced: "replaces the one there",
  same: "is there already",
};
const changeMarks: Readonly<Record<IncomingFile["change"], MarkKind | StateMarkKind>> = {
  new: "write",
  replaced: "approval",
  same: "idle",
};

/** What matters first: what is replaced, then what is new. */
const order: readonly IncomingFile["change"][] = ["replaced", "new", "same"];

const FileList = ({ files }: { readonly files: readonly IncomingFile[] }): ReactNode => {
  const sorted = order.flatMap((change) => files.filter((file) => file.change === change));
  return (
    <ul className="brought" aria-label="Files">
      {sorted.slice(0, mostShown).map(({ path, change, sizeBytes }) => (
        <li key={path}>
          <Mark kind={changeMarks[change]} size={10} />
          <span className="grow">{path}</span>
          <span className="meta">{changeWords[change]}</span>
          <span className="meta num">{formatBytes(sizeBytes)}</span>
        </li>
      ))}
      {sorted.length > mostShown && <li className="dim">and {formatCount(sorted.length - mostShown, "more", "more")}</li>}
    </ul>
  );
};

const LeftOutList = ({ leftOut }: { readonly leftOut: readonly LeftOut[] }): ReactNode =>
  leftOut.length > 0 && (
    <>
      <h3 className="title section">Not brought in: {formatCount(leftOut.length, "entry", "entries")}</h3>
      <ul className="brought" aria-label="Not brought in">
        {leftOut.slice(0, mostShown).map(({ name, reason }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same name may stand there twice, and nothing moves
          <li key={index}>
            <Mark kind="denied" size={10} />
            <span className="grow">{name}</span>
            <span className="meta reason">{reason}</span>
          </li>
        ))}
        {leftOut.length > mostShown && <li className="dim">and {formatCount(leftOut.length - mostShown, "more", "more")}</li>}
      </ul>
    </>
  );

type Doing =
  | { readonly status: "asking" }
  | { readonly status: "bringing" }
  | { readonly status: "brought"; readonly text: string; readonly effectId: EffectId | undefined }
  | { readonly status: "undone" }
  | { readonly status: "failed"; readonly message: string };

const Outcome = ({ doing, onUndo }: { readonly doing: Doing; readonly onUndo: (effectId: EffectId) => void }): ReactNode => {
  switch (doing.status) {
    case "asking":
      return null;
    case "bringing":
      return <p className="dim">Bringing in…</p>;
    case "failed":
      return (
        <p className="problem">
          <Mark kind="error" size={11} />
          <span>{doing.message}</span>
        </p>
      );
    case "undone":
      return (
        <p className="said">
          <Mark kind="done" size={11} />
          <span>Undone: the workspace is as it was before.</span>
        </p>
      );
    case "brought": {
      const { effectId } = doing;
      return (
        <>
          <p className="said">
            <Mark kind="done" size={11} />
            <span>{doing.text}</span>
          </p>
          {effectId !== undefined && (
            <div className="acts">
              <Button onClick={() => onUndo(effectId)}>Undo</Button>
            </div>
          )}
        </>
      );
    }
  }
};

/** Files that would come into a folder: the list, the folder, and the way to do it or take it back. */
export const FilesImport = ({
  file,
  preview,
  onLook,
}: {
  readonly file: File;
  readonly preview: FilesPreview;
  readonly onLook: (into: string) => void;
}): ReactNode => {
  const { send } = useActions();
  const [into, setInto] = useState(preview.into);
  const [doing, setDoing] = useState<Doing>({ status: "asking" });
  const { digest, files, leftOut, newFolders } = preview;
  const count = (change: IncomingFile["change"]): number => files.filter((one) => one.change === change).length;
  const coming = files.length - count("same");
  const isMoved = into.trim() !== preview.into;

  const bring = async (): Promise<void> => {
    setDoing({ status: "bringing" });
    const answer = await send({ type: "import-files", name: file.name, file, into: preview.into, digest });
    if (!answer.ok) return setDoing({ status: "failed", message: answer.error.message });
    const { added, effectId, replaced } = answer.value;
    const text = `${formatCount(added, "file is", "files are")} new in ${preview.into}, ${formatCount(replaced, "was", "were")} replaced. Each carries the label of ${file.name}.`;
    setDoing({ status: "brought", text, effectId });
  };
  const undo = async (effectId: EffectId): Promise<void> => {
    const answer = await send({ type: "undo", effectId });
    setDoing(answer.ok ? { status: "undone" } : { status: "failed", message: answer.error.message });
  };

  return (
    <section aria-label="What this would do" className="looked">
      <h2 className="title section">{file.name}</h2>
      <p className="ink2">
        {formatCount(count("new"), "new file", "new files")}, {formatCount(count("replaced"), "replaced", "replaced")},{" "}
        {formatCount(count("same"), "there already", "there already")}
        {newFolders > 0 && `; ${formatCount(newFolders, "new folder", "new folders")}`}. It is one step, which can be undone.
      </p>
      <form
        className="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          onLook(into.trim());
        }}
      >
        <Field label="Into the folder" hint="It is made where it is not there.">
          {(ids) => <LineInput ids={ids} value={into} onChange={setInto} />}
        </Field>
        <div className="acts">
          {isMoved ? (
            <Button tone="primary" type="submit">
              Look again
            </Button>
          ) : (
            <Button
              tone="primary"
              disabled={coming === 0 || doing.status !== "asking"}
              onClick={(event) => {
                event.preventDefault();
                void bring();
              }}
            >
              Bring in {formatCount(coming, "file", "files")}
            </Button>
          )}
        </div>
      </form>
      <div role="status">
        <Outcome doing={doing} onUndo={(effectId) => void undo(effectId)} />
      </div>
      <LeftOutList leftOut={leftOut} />
      <FileList files={files} />
    </section>
  );
};
