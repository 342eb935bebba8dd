import { CircleHelp, Download, Eye, Search } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { OutsideOrigin } from "../../../../kernel/rules/origin.ts";
import type { AppState } from "../../../store/app-state.ts";
import { useApp } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { IconButton } from "../../parts/icon-button.tsx";
import { isApple } from "../../parts/is-apple.ts";
import { Mark } from "../../parts/mark.tsx";
import { Markdown } from "../../parts/markdown/markdown.tsx";
import { useAskWhy } from "../../parts/use-ask-why.ts";
import { DocHead } from "../doc-head.tsx";
import { useFileActs } from "../use-file-acts.ts";
import { CodeEditor, type EditorHandle } from "./code-editor.tsx";
import { PreviewFrame } from "./preview-frame.tsx";
import { ThreeWayView } from "./three-way-view.tsx";
import { type Standing, useFileText } from "./use-file-text.ts";

/** How a file can be looked at beside its text: drawn as a page in a frame, or read as Markdown. */
const previewOf = (path: string): "page" | "markdown" | undefined =>
  /\.(?:html?|svg)$/i.test(path) ? "page" : /\.(?:md|markdown)$/i.test(path) ? "markdown" : undefined;

const Look = ({ path, text }: { readonly path: string; readonly text: string }): ReactNode =>
  previewOf(path) === "page" ? (
    <PreviewFrame path={path} html={text} />
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <section className="preview-text" aria-label={`Preview of ${path}`} tabIndex={0}>
      <Markdown text={text} growing={false} />
    </section>
  );

const draftsKept = (state: AppState): boolean => state.fileDraftsKept;

/** What happened to a file while a person writes in it, and what can be done about it. */
const Meanwhile = ({
  who,
  isGone,
  onSettle,
  onDrop,
}: {
  readonly who: string;
  readonly isGone: boolean;
  readonly onSettle: () => void;
  readonly onDrop: () => void;
}): ReactNode => (
  <div className="doc-meanwhile" role="alert">
    <p>
      <Mark kind="approval" size={12} />
      <span>
        {who.charAt(0).toUpperCase() + who.slice(1)} {isGone ? "deleted" : "changed"} this file since you began. Your text is kept
        beside it.
      </span>
    </p>
    <div className="row">
      <Button onClick={onSettle}>{isGone ? "Go on with yours" : "Settle it"}</Button>
      <Button tone="quiet" onClick={onDrop}>
        Drop yours
      </Button>
    </div>
  </div>
);

/** One text file, written in by a person. `standing`: what is in the workspace by now. `who`: made that, inside a sentence. */
export const FileEditor = ({
  path,
  standing,
  sizeBytes,
  origins,
  who,
  place,
}: {
  readonly path: string;
  readonly standing: Standing;
  readonly sizeBytes: number | undefined;
  readonly origins: readonly OutsideOrigin[] | undefined;
  readonly who: string;
  readonly place: { readonly line: number } | undefined;
}): ReactNode => {
  const editor = useRef<EditorHandle>(null);
  const file = useFileText(path, standing, editor);
  const { download } = useFileActs();
  const ask = useAskWhy();
  const isKept = useApp(draftsKept);
  const [settling, setSettling] = useState(false);
  const [looks, setLooks] = useState(false);
  const differs = file.isUnsaved && file.base !== standing.hash;
  const take = (text: string): void => {
    setSettling(false);
    file.take(text);
  };
  return (
    <>
      <DocHead path={path} sizeBytes={sizeBytes} origins={origins}>
        {file.isUnsaved && (
          <span className="doc-unsaved" role="status">
            {isKept ? "Unsaved" : "Unsaved, and lost on a reload"}
          </span>
        )}
        {previewOf(path) !== undefined && (
          <IconButton small iconSize={14} label="Preview" icon={Eye} aria-pressed={looks} onClick={() => setLooks(!looks)} />
        )}
        <IconButton
          small
          iconSize={14}
          disabled={looks}
          label="Find in this file"
          icon={Search}
          onClick={() => editor.current?.openFind()}
        />
        {standing.hash !== null && ask !== undefined && (
          <IconButton
            small
            iconSize={14}
            disabled={looks || file.isUnsaved}
            label="Why is this line here?"
            icon={CircleHelp}
            onClick={() => editor.current !== null && ask({ type: "lines", path, ...editor.current.lines() })}
          />
        )}
        {standing.hash !== null && (
          <IconButton
            small
            iconSize={14}
            label="Download this file"
            icon={Download}
            onClick={() => standing.hash !== null && void download(path, standing.hash)}
          />
        )}
        <Button
          tone={file.isUnsaved && !differs ? "primary" : "plain"}
          className="doc-save"
          disabled={!file.isUnsaved || file.saving || differs}
          title={isApple ? "⌘ S" : "Ctrl S"}
          onClick={() => void file.save()}
        >
          Save
        </Button>
      </DocHead>
      {file.problem !== undefined && (
        <p className="problem doc-problem" role="alert">
          <Mark kind="error" />
          <span>{file.problem}</span>
        </p>
      )}
      {differs && !settling && (
        <Meanwhile
          who={who}
          isGone={standing.hash === null}
          onSettle={() => (standing.hash === null ? take(file.text()) : setSettling(true))}
          onDrop={file.drop}
        />
      )}
      {differs && settling && (
        <ThreeWayView base={file.base} yours={file.text()} theirs={standing.hash} who={who} onTake={take} />
      )}
      {looks && !(differs && settling) && <Look path={path} text={file.text()} />}
      <section className="code-area" aria-label={`Text of ${path}`} hidden={looks || (differs && settling)}>
        <CodeEditor
          handle={editor}
          path={path}
          text={file.first}
          place={place}
          onEdit={file.onEdit}
          onSave={() => void file.save()}
          onLine={(line) => {
            // A text that is not saved has other lines than the file.
            if (ask === undefined || standing.hash === null || file.isUnsaved) return false;
            ask({ type: "lines", path, from: line, to: line });
            return true;
          }}
        />
      </section>
    </>
  );
};
