import "./files.css";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { RunId } from "../../../kernel/base/ids.ts";
import { listFiles, type PackedFiles } from "../../../kernel/files/packed-files.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { type FileHistory, fileHistory } from "../../store/views/file-history.ts";
import { buildFileTree, type FileTree } from "../../store/views/file-tree.ts";
import { runChoices, touchedFiles } from "../../store/views/run-files.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FindField } from "../parts/find-field.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { formatBytes, formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useFileDrop } from "../parts/use-file-drop.ts";
import { useOutline } from "../parts/use-outline.ts";
import { droppedFiles } from "./dropped-files.ts";
import { FileDocument } from "./file-document.tsx";
import { FileTools, folderFor } from "./file-tools.tsx";
import { FileTreeView } from "./file-tree-view.tsx";
import { noQuery, TextSearch, TextSearchFields } from "./text-search.tsx";
import { TouchedHead, TouchedList } from "./touched-list.tsx";
import { useTreeActs } from "./use-tree-acts.tsx";

type Shown = "all" | "changed" | "texts";

/** The tree of a listing; undefined until the first one is built. That of many files takes a task of its own, after the frame. */
const useTree = (packed: PackedFiles | undefined): FileTree | undefined => {
  const [tree, setTree] = useState<FileTree>();
  useEffect(() => {
    if (packed !== undefined) setTree(buildFileTree(listFiles(packed)));
  }, [packed]);
  return tree;
};

const scrubbedAt = (state: AppState) => state.scrubbed?.at;
const currentRoute = (state: AppState) => state.route;
const openSession = (state: AppState) => state.session?.sessionId;
const filesChanged = (state: AppState) => state.filesChangedSeq;

const draftsOf = ({ fileDrafts }: AppState): AppState["fileDrafts"] => fileDrafts;

/** Texts that are not saved and whose file is gone: no list of files has them. */
const Strays = ({
  paths,
  onSelect,
}: {
  readonly paths: readonly string[];
  readonly onSelect: (path: string) => void;
}): ReactNode => (
  <p className="files-strays">
    Not saved, and no file any more:{" "}
    {paths.map((path) => (
      <button key={path} type="button" className="link" onClick={() => onSelect(path)}>
        <RevealedText text={path} />
      </button>
    ))}
  </p>
);

const Caption = ({
  at,
  files,
  sizeBytes,
  history,
  children,
}: {
  readonly at: number | undefined;
  readonly files: number;
  readonly sizeBytes: number;
  readonly history: FileHistory;
  readonly children: ReactNode;
}): ReactNode => {
  const changed = history.touched.filter(({ change }) => change !== "undone").length;
  return (
    <div className="files-head">
      <p className="cap insp-caption grow">
        {at === undefined ? "The workspace: " : `As it was after event ${at}: `}
        <b>{formatCount(files, "file", "files")}</b>, {formatBytes(sizeBytes)}.{" "}
        {changed === 0 ? (
          "This session changed none."
        ) : (
          <>
            This session changed <b>{formatCount(changed, "file", "files")}</b>.
          </>
        )}
      </p>
      {children}
    </div>
  );
};

/** The workspace as files, now or at the moment that the ruler shows, and what this session did to them. */
export const FilesPane = (): ReactNode => {
  const { go } = useActions();
  const [shown, setShown] = useState<Shown>("all");
  const [search, setSearch] = useState("");
  const [query, setQuery] = useState(noQuery);
  const [place, setPlace] = useState<{ readonly path: string; readonly line: number }>();
  const outline = useOutline();
  const at = useApp(scrubbedAt);
  const route = useApp(currentRoute);
  const session = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const { effects } = outline;
  const changes = effects.length;
  // The array grows in place, so its length says whether there is more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const history = useMemo(() => fileHistory(effects, { until: at }), [effects, changes, at]);
  const listing = useAnswer(
    at === undefined ? { type: "list-files" } : { type: "list-files", at },
    // The files belong to the workspace: what another session writes shows here too.
    `${session}:${at ?? `now-${Math.max(history.lastSeq, changedSeq)}`}`,
  );
  const packed = listing.status === "ready" ? listing.value.files : undefined;
  const tree = useTree(packed);
  const focus = route.type === "session" && route.focus?.startsWith("/") ? route.focus : undefined;
  const select = (path: string): void => {
    if (route.type === "session") go({ ...route, tab: "files", focus: path });
  };

  const [activePath, setActivePath] = useState(focus);
  const [revealed, setRevealed] = useState(focus);
  // What a link or another pane selects, the keyboard is on too.
  if (focus !== revealed) {
    setRevealed(focus);
    setActivePath(focus);
  }
  const drafts = useApp(draftsOf);
  const strays = at === undefined && tree !== undefined ? Object.keys(drafts).filter((path) => !tree.byPath.has(path)) : [];
  // What is searched is what stands there now.
  const list = shown === "texts" && at !== undefined ? "all" : shown;
  const [runId, setRunId] = useState<RunId>();
  const chosenRun = outline.runs.some((run) => run.runId === runId) ? runId : undefined;
  const touched = useMemo(
    () => (list === "changed" ? touchedFiles(outline, { runId: chosenRun, until: at }) : undefined),
    [outline, list, chosenRun, at],
  );
  const { acts, dialog } = useTreeActs(select);
  const active = activePath === undefined ? undefined : tree?.byPath.get(activePath);
  const { area, over } = useFileDrop(
    at === undefined
      ? (_files, dropped) => void droppedFiles(dropped).then((files) => acts.onFiles(files, folderFor(active)))
      : undefined,
  );

  if (listing.status === "failed") return <AskedFailure asked={listing} />;
  if (tree === undefined) return <p className="cap insp-caption late">Reading the workspace…</p>;
  if (tree.byPath.size === 0 && strays.length === 0 && history.touched.length === 0) {
    return (
      <div className={`files-area${over ? " over" : ""}`} {...area}>
        {at === undefined && (
          <div className="files-head end">
            <FileTools node={undefined} acts={acts} />
          </div>
        )}
        <EmptyState
          kind="write"
          level="h2"
          title={at === undefined ? "Nothing here yet" : `Nothing after event ${at}`}
          text={
            at === undefined ? "Drop files here, or ask the agent to write something." : "The workspace was empty at that moment."
          }
        />
        {dialog}
      </div>
    );
  }
  return (
    <div className={`files-area${over ? " over" : ""}`} {...area}>
      <Caption at={at} files={tree.files} sizeBytes={tree.sizeBytes} history={history}>
        {at === undefined && <FileTools node={active} acts={acts} />}
      </Caption>
      {strays.length > 0 && <Strays paths={strays} onSelect={select} />}
      <div className="insp-tools">
        <Segmented
          label="Files shown"
          value={list}
          onChange={setShown}
          choices={[
            { value: "all", label: "All" },
            { value: "changed", label: `Changed, ${history.touched.length}` },
            ...(at === undefined ? [{ value: "texts" as const, label: "In texts" }] : []),
          ]}
        />
        {list === "texts" ? (
          <TextSearchFields query={query} onChange={setQuery} />
        ) : (
          <FindField label="Search files" value={search} onChange={setSearch} />
        )}
      </div>
      <div className="files-split">
        {list === "texts" ? (
          <TextSearch
            query={query}
            selected={focus}
            onOpen={(path, line) => {
              select(path);
              setPlace({ path, line });
            }}
          />
        ) : list === "all" ? (
          <FileTreeView
            tree={tree}
            search={search}
            selected={focus}
            touched={history.touched}
            activePath={activePath}
            acts={at === undefined ? acts : undefined}
            onActive={setActivePath}
            onSelect={select}
          />
        ) : (
          <div className="touched-area">
            {touched !== undefined && (
              <TouchedHead runs={runChoices(outline)} chosen={chosenRun} counts={touched.counts} onChoose={setRunId} />
            )}
            <TouchedList touched={touched?.rows ?? []} search={search} selected={focus} onSelect={select} />
          </div>
        )}
        <FileDocument
          key={`${chosenRun} ${focus}`}
          path={focus}
          node={focus === undefined ? undefined : tree.byPath.get(focus)}
          steps={focus === undefined ? undefined : (touched ?? history).stepsOf(focus)}
          whole={touched === undefined || chosenRun === undefined ? "session" : "run"}
          at={at}
          place={place?.path === focus ? place : undefined}
          startWith={shown === "changed" ? "difference" : "content"}
        />
      </div>
      {dialog}
    </div>
  );
};
