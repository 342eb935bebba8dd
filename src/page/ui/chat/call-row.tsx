import { ArrowDownToLine, ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import type { CallId } from "../../../kernel/base/ids.ts";
import { type OutsideOrigin, originsOfEntries, outsideOf } from "../../../kernel/rules/origin.ts";
import type { CallView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { useNow } from "../../store/use-now.ts";
import { groupedChips, type StageChip, stageChips } from "../../store/views/stage-words.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { fromWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatDuration } from "../parts/time.ts";
import { UndoQuestion, useUndo } from "../parts/undo.tsx";
import { CallPanel } from "./call-panel.tsx";
import { kindOfCall, Node, stateMark } from "./stem.tsx";
import { StopCall } from "./stop-call.tsx";
import { UndoButton } from "./undo-button.tsx";
import { Why } from "./why.tsx";
import { consequence, lateWords, receipt, statusWord, verbOf } from "./wording.ts";

const Lines = ({ call }: { readonly call: CallView }): ReactNode => {
  const files = call.status === "done" ? (call.effect?.files ?? []) : [];
  const [added, removed] = files.reduce(
    ([plus, minus], { lines }) => [plus + (lines?.added ?? 0), minus + (lines?.removed ?? 0)],
    [0, 0],
  );
  if (added + removed === 0) return null;
  return (
    <span className="num meta">
      {added > 0 && <span className="add">+{added}</span>} {removed > 0 && <span className="del">−{removed}</span>}
    </span>
  );
};

/** How long a call runs or ran. */
const Took = ({ call }: { readonly call: CallView }): ReactNode => {
  const running = call.status === "running" ? call.startedAt : undefined;
  const now = useNow(running !== undefined);
  if (running !== undefined && now - running >= 1_000) return <span className="meta took">{formatDuration(now - running)}</span>;
  return "durationMs" in call ? <span className="meta took">{formatDuration(call.durationMs)}</span> : null;
};

const Status = ({ call }: { readonly call: CallView }): ReactNode => {
  const word = statusWord(call);
  if (word === "") return <span className="sr">done</span>;
  return (
    <span className={`state s-${call.status}`}>
      <Mark kind={stateMark(call)} size={11} /> {word}
    </span>
  );
};

/** What stood before the tool, where it did anything. */
const StageChips = ({ chips }: { readonly chips: readonly StageChip[] }): ReactNode =>
  chips.map(({ words, title }) => (
    <span key={words} className="chip" title={title}>
      {words}
    </span>
  ));

/** Whose text a result has, where that is from outside. */
const FromOutside = ({ origins = [] }: { readonly origins?: readonly OutsideOrigin[] | undefined }): ReactNode =>
  origins.length > 0 && (
    <p className="under from">
      <Icon of={ArrowDownToLine} size={12} /> <RevealedText text={fromWords(origins)} />
    </p>
  );

interface CallRowProps {
  readonly callId: CallId;
  /** Everything about it is shown as soon as it is over. Absent: it is opened by the person. */
  readonly opensWithResult?: boolean;
}

/** One call: what was done to what, how it went, and everything about it behind one press. */
export const CallRow = memo(({ callId, opensWithResult = false }: CallRowProps): ReactNode => {
  const call = useApp((state) => shownSession(state)?.calls.get(callId));
  const isLive = useApp((state) => state.scrubbed === undefined && state.workspace?.role !== "mirror");
  const [chosen, setOpen] = useState<boolean>();
  const open = chosen ?? (opensWithResult && call !== undefined && "settledSeq" in call);
  const [why, setWhy] = useState(false);
  const undo = useUndo();
  if (call === undefined) return null;
  const line = consequence(call);
  const late = lateWords(call);
  const decided =
    "approval" in call && call.status !== "waiting" && call.approval !== undefined ? receipt(call.approval) : undefined;
  return (
    <div className="callrow" data-status={call.status}>
      <div className="tr">
        <Node kind={call.status === "failed" ? "error" : kindOfCall(call)} />
        <button type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
          <span className="v">{verbOf(call)}</span>
          <span className="o trunc">
            <RevealedText text={call.headline.object} />
          </span>
        </button>
        <Lines call={call} />
        <StageChips chips={stageChips(call)} />
        <Status call={call} />
        <Took call={call} />
        {isLive && call.status === "running" && <StopCall call={call} />}
        <Button tone="quiet" aria-expanded={why} onClick={() => setWhy(!why)}>
          Why
        </Button>
        {isLive && call.status === "done" && <UndoButton call={call} undo={undo} />}
      </div>
      {call.status === "running" && call.progress !== undefined && (
        <p className="under progress">
          <RevealedText text={call.progress.message} />
        </p>
      )}
      {line !== undefined && <p className="under">{line}</p>}
      <FromOutside origins={call.origins} />
      {late !== undefined && <p className="under">{late}</p>}
      {decided !== undefined && <p className="under">{decided}</p>}
      <UndoQuestion undo={undo} />
      {why && <Why call={call} />}
      {open && <CallPanel call={call} />}
    </div>
  );
});

const sumOf = (calls: readonly CallView[]): number =>
  calls.reduce((sum, call) => sum + ("durationMs" in call ? call.durationMs : 0), 0);

/** Reads that are over, in one line; opens by itself when one of them failed. */
export const ReadsRow = memo(({ calls, title }: { readonly calls: readonly CallView[]; readonly title: string }): ReactNode => {
  const failed = calls.some(({ status }) => status === "failed" || status === "timed-out" || status === "denied");
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? failed;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind="read" />
        <button type="button" className="opener" aria-expanded={open} onClick={() => setChosen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
          <span className="v">{title}</span>
        </button>
        <StageChips chips={groupedChips(calls)} />
        {failed && (
          <span className="state s-failed">
            <Mark kind="error" size={11} /> not all worked
          </span>
        )}
        <span className="meta">{formatDuration(sumOf(calls))}</span>
      </div>
      {!open && <FromOutside origins={outsideOf(originsOfEntries(calls.map(({ origins = [] }) => ({ origins }))))} />}
      {open && (
        <div className="inner">
          {calls.map(({ callId }) => (
            <CallRow key={callId} callId={callId} />
          ))}
        </div>
      )}
    </div>
  );
});
