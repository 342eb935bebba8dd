import { Download } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import type { Hash } from "../../../kernel/base/canonical.ts";
import type { Content } from "../../../kernel/rules/inspection.ts";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import type { FileStep } from "../../store/views/file-history.ts";
import { originsOf, type TreeNode } from "../../store/views/file-tree.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { BytesView } from "./bytes-view.tsx";
import { ContentView } from "./content-view.tsx";
import { DocHead } from "./doc-head.tsx";
import { useFileActs } from "./use-file-acts.ts";

const FileEditor = lazy(async () => ({ default: (await import("./editor/file-editor.tsx")).FileEditor }));

type FileNode = Extract<TreeNode, { readonly kind: "file" }>;
const draftsOf = ({ fileDrafts }: AppState): AppState["fileDrafts"] => fileDrafts;
const nothing = "none";

const DownloadButton = ({ path, hash }: { readonly path: string; readonly hash: Hash }): ReactNode => {
  const { download } = useFileActs();
  return <IconButton small iconSize={14} label="Download this file" icon={Download} onClick={() => void download(path, hash)} />;
};

/** A content as far as it can be shown. */
export const ShownContent = ({
  content,
  path,
  hash,
}: {
  readonly content: Content;
  readonly path: string;
  readonly hash: Hash;
}): ReactNode =>
  content.type === "binary" || content.type === "too-large" ? (
    <BytesView hash={hash} path={path} sizeBytes={content.sizeBytes} />
  ) : (
    <ContentView content={content} path={path} />
  );

/** Who made what stands there by now, inside a sentence. */
const whoOf = (steps: readonly FileStep[]): string => {
  const by = steps.at(-1)?.by;
  if (by === "agent") return "the agent";
  if (by === "undo") return "an undo";
  if (by === "branch") return "the choice of a branch";
  return "another tab or session";
};

/** A file as it was: nobody writes in the past. */
export const PastContent = ({ path, node }: { readonly path: string; readonly node: FileNode }): ReactNode => {
  const hash = node.hash ?? "";
  const asked = useAnswer({ type: "read-content", hash }, hash);
  const content = asked.status === "ready" && asked.key === hash ? asked.value : undefined;
  return (
    <>
      <DocHead path={path} sizeBytes={node.sizeBytes} origins={originsOf(node)}>
        <DownloadButton path={path} hash={hash} />
      </DocHead>
      {asked.status === "failed" && asked.key === hash ? (
        <AskedFailure asked={asked} />
      ) : content === undefined ? (
        <p className="doc-note late">Reading the file…</p>
      ) : (
        <ShownContent content={content} path={path} hash={hash} />
      )}
    </>
  );
};

/**
 * A file as it is: text in an editor, anything else as far as it can be shown. `node`: undefined where it is not there any more; a text
 * of it that was not saved still is.
 */
export const LiveContent = ({
  path,
  node,
  steps,
  place,
  otherwise,
}: {
  readonly path: string;
  readonly node: FileNode | undefined;
  readonly steps: readonly FileStep[];
  readonly place: { readonly line: number } | undefined;
  /** What is said where there is neither a file nor a text. */
  readonly otherwise: ReactNode;
}): ReactNode => {
  const hash = node?.hash ?? nothing;
  const asked = useAnswer({ type: "read-content", hash }, hash);
  const hasDraft = useApp(draftsOf)[path] !== undefined;
  if (node === undefined && !hasDraft) return otherwise;
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  const isGone = node === undefined;
  if (!isGone && (asked.status === "loading" || asked.key === nothing))
    return (
      <>
        <DocHead path={path} sizeBytes={node.sizeBytes} origins={originsOf(node)} />
        <p className="doc-note late">Reading the file…</p>
      </>
    );
  const content: Content | undefined = isGone || asked.status === "loading" ? undefined : asked.value;
  if (content !== undefined && content.type !== "text" && node !== undefined)
    return (
      <>
        <DocHead path={path} sizeBytes={node.sizeBytes} origins={originsOf(node)}>
          <DownloadButton path={path} hash={hash} />
        </DocHead>
        <ShownContent content={content} path={path} hash={hash} />
      </>
    );
  // The answer and its hash go together; the file may be one change ahead.
  const standing =
    content?.type === "text" && asked.status === "ready" ? { hash: asked.key, text: content.text } : { hash: null, text: "" };
  return (
    <Suspense fallback={<p className="doc-note late">Opening the editor…</p>}>
      <FileEditor
        path={path}
        standing={standing}
        sizeBytes={node?.sizeBytes}
        origins={originsOf(node)}
        who={whoOf(steps)}
        place={place}
      />
    </Suspense>
  );
};
