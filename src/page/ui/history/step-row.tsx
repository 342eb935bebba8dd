import { ChevronDown, ChevronRight, History } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { HistoryStep, RevertedPart, StepFile, StepMaker } from "../../../kernel/log/history.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClock } from "../parts/time.ts";
import { UndoQuestion, useUndo } from "../parts/undo.tsx";
import { RevertDialog } from "./revert-dialog.tsx";
import { RewindDialog } from "./rewind-dialog.tsx";

const makers: Readonly<Record<StepMaker, { readonly words: string; readonly kind: MarkKind | StateMarkKind }>> = {
  agent: { words: "by the agent", kind: "write" },
  person: { words: "by you", kind: "user" },
  sample: { words: "samples to start from", kind: "write" },
  undo: { words: "by you", kind: "user" },
  rewind: { words: "by you", kind: "user" },
  choice: { words: "as the branch has it", kind: "write" },
};

const sessionsOf = ({ workspace }: AppState) => workspace?.sessions;
const openSession = ({ session }: AppState) => session?.sessionId;

const StepFiles = ({
  step,
  onRevert,
}: {
  readonly step: HistoryStep;
  readonly onRevert: ((part: RevertedPart) => void) | undefined;
}): ReactNode => {
  const { effectId, files, seq } = step;
  if (files.length === 0) return <p className="meta">Only folders were changed.</p>;
  const hunkAction = (path: string) => (place: number) => (
    <Button tone="quiet" onClick={() => onRevert?.({ effectId, path, hunks: [place] })}>
      Take back this part
      <span className="sr">
        {" "}
        {place + 1} of {path}
      </span>
    </Button>
  );
  return files.map(({ path, before, after }) => (
    <div key={path} className="history-file">
      <DiffView
        path={path}
        before={before}
        after={after}
        during={`event ${seq}`}
        {...(onRevert !== undefined && before !== null && after !== null ? { hunkAction: hunkAction(path) } : {})}
      />
      {onRevert !== undefined && files.length > 1 && (
        <Button tone="quiet" onClick={() => onRevert({ effectId, path })}>
          Take back this file<span className="sr"> {path}</span>
        </Button>
      )}
    </div>
  ));
};

const sum = (files: readonly StepFile[], key: "added" | "removed"): number => files.reduce((total, file) => total + file[key], 0);

/** Who made a step, where and when. */
const Origin = ({ step: { by, sessionId, turn, at, seq } }: { readonly step: HistoryStep }): ReactNode => {
  const { go } = useActions();
  const open = useApp(openSession);
  const title = useApp(sessionsOf)?.find((session) => session.sessionId === sessionId)?.title;
  const elsewhere = sessionId !== undefined && sessionId !== open && title !== undefined;
  return (
    <p className="meta history-origin">
      <span>
        {makers[by].words}
        {by === "agent" && turn !== undefined ? `, turn ${turn}` : ""}, {formatClock(at)}
      </span>
      {sessionId === undefined || !elsewhere ? (
        <span>event {seq}</span>
      ) : (
        <button type="button" className="history-link" onClick={() => go({ type: "session", sessionId, tab: "history" })}>
          event {seq} in <RevealedText text={title} />
        </button>
      )}
    </p>
  );
};

/** One change: what it was, and everything that can be taken back of it. */
export const StepRow = ({
  step,
  isNewest,
  canChange,
}: {
  readonly step: HistoryStep;
  readonly isNewest: boolean;
  readonly canChange: boolean;
}): ReactNode => {
  const [open, setOpen] = useState(false);
  const [part, setPart] = useState<RevertedPart>();
  const [rewinds, setRewinds] = useState(false);
  const undo = useUndo();
  const { by, effectId, files, isLive, title } = step;
  const isOwnAct = by === "undo";
  const busy = undo.state.status === "planning" || undo.state.status === "undoing";
  return (
    <li className="history-step" data-undone={!isLive || undefined}>
      <div className="history-row">
        <button type="button" className="history-open" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="dim" />
          <Mark kind={makers[by].kind} size={11} />
          <b className="trunc">
            <RevealedText text={title.charAt(0).toUpperCase() + title.slice(1)} />
          </b>
        </button>
        <span className="meta history-lines">
          <span className="add">+{sum(files, "added")}</span> <span className="del">−{sum(files, "removed")}</span>
        </span>
        {!isLive && <span className="meta">undone</span>}
      </div>
      <Origin step={step} />
      {open && (
        <div className="history-details">
          {canChange && (
            <div className="history-acts">
              {isLive && by !== "choice" && (
                <Button disabled={busy} onClick={() => undo.plan(effectId, isOwnAct ? step.seq : undefined)}>
                  {isOwnAct ? "Take this back" : "Undo this step"}
                </Button>
              )}
              {!isNewest && (
                <Button onClick={() => setRewinds(true)}>
                  <Icon of={History} size={14} /> Go back to here…
                </Button>
              )}
            </div>
          )}
          <UndoQuestion undo={undo} />
          <StepFiles step={step} onRevert={canChange && by !== "choice" ? setPart : undefined} />
        </div>
      )}
      {part !== undefined && <RevertDialog part={part} onClose={() => setPart(undefined)} />}
      {rewinds && <RewindDialog at={step.seq} onClose={() => setRewinds(false)} />}
    </li>
  );
};
