import "./history.css";
import { Download, Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { NextStep } from "../../../kernel/log/history.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { downloadFile } from "../parts/download.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";
import { isApple } from "../parts/is-apple.ts";
import { type ShortcutId, shortcuts, strokeText } from "../parts/shortcuts.ts";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useTurnLast } from "../parts/use-turn-last.ts";
import { StepRow } from "./step-row.tsx";

const filesChanged = (state: AppState) => state.filesChangedSeq;
const openSession = (state: AppState) => state.session?.sessionId;
/** A change of this session is known here before the worker's table of files is. */
const lastSeq = (state: AppState) => state.session?.entries.at(-1)?.seq ?? 0;
const isMirror = (state: AppState): boolean => state.workspace?.role === "mirror";

const firstSteps = 100;
const moreSteps = 400;

const keysOf = (id: ShortcutId): string => {
  const stroke = shortcuts.find((shortcut) => shortcut.id === id)?.stroke;
  return stroke === undefined ? "" : strokeText(stroke, isApple);
};

const TurnButton = ({
  way,
  next,
  onPress,
}: {
  readonly way: "undo" | "redo";
  readonly next: NextStep | undefined;
  readonly onPress: () => void;
}): ReactNode => {
  const word = way === "undo" ? "Undo" : "Redo";
  const title = next === undefined ? `There is nothing to ${way}` : `${word}: ${next.title} (${keysOf(way)})`;
  return (
    <Button disabled={next === undefined} title={title} onClick={onPress}>
      <Icon of={way === "undo" ? Undo2 : Redo2} size={14} /> {word}
      {next !== undefined && <span className="sr">: {next.title}</span>}
    </Button>
  );
};

/** Everything as a repository, for ordinary git. */
const ExportButton = (): ReactNode => {
  const { send, notify } = useActions();
  const [busy, setBusy] = useState(false);
  const exportAll = async (): Promise<void> => {
    setBusy(true);
    const answer = await send({ type: "export-repository" });
    setBusy(false);
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    downloadFile("vivarium-workspace.zip", answer.value.file, "application/zip");
    notify({ tone: "info", text: `The files and ${formatCount(answer.value.commits, "commit", "commits")} are in the archive.` });
  };
  return (
    <Button
      tone="quiet"
      disabled={busy}
      title="The files with their history, as a zip archive that git opens"
      onClick={() => void exportAll()}
    >
      <Icon of={Download} size={14} /> Export with git
    </Button>
  );
};

/** Every change of the workspace's files, the newest first: each can be looked at and taken back, in whole or in part. */
export const HistoryPane = (): ReactNode => {
  const [limit, setLimit] = useState(firstSteps);
  const changedSeq = useApp(filesChanged);
  const session = useApp(openSession);
  const seq = useApp(lastSeq);
  const mirrors = useApp(isMirror);
  const { undo, redo } = useTurnLast();
  const asked = useAnswer({ type: "read-history", limit }, `${session} ${limit} ${Math.max(changedSeq, seq)}`);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="cap insp-caption late">Reading the history…</p>;
  const { steps, total, undo: undoNext, redo: redoNext } = asked.value;
  if (total === 0) {
    return (
      <EmptyState
        kind="write"
        level="h2"
        title="No changes yet"
        text="Every change of a file is kept here, and can be taken back."
      />
    );
  }
  return (
    <>
      <div className="insp-tools history-tools">
        {!mirrors && (
          <>
            <TurnButton way="undo" next={undoNext} onPress={undo} />
            <TurnButton way="redo" next={redoNext} onPress={redo} />
          </>
        )}
        <span className="grow" />
        <span className="meta">{formatCount(total, "change", "changes")}</span>
        <ExportButton />
      </div>
      <ol className="history-list" aria-label="Changes of the workspace">
        {steps.map((step) => (
          <StepRow key={step.effectId} step={step} isNewest={step.seq === steps[0]?.seq} canChange={!mirrors} />
        ))}
        {steps.length < total && (
          <li className="history-more">
            <Button tone="quiet" onClick={() => setLimit(limit + moreSteps)}>
              Show {formatCount(Math.min(moreSteps, total - steps.length), "older change", "older changes")}
            </Button>
          </li>
        )}
      </ol>
    </>
  );
};
