import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode, useId, useState } from "react";
import { type Approval, type ApprovalAnswer, unknownVersion } from "../../../kernel/approval.ts";
import { contentHash } from "../../../kernel/file.ts";
import { agentPathWords } from "../../../kernel/nested-run.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { servedMessage } from "../../store/views/served-message.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { oneLine, withStop } from "../parts/sentence.ts";
import { AllowForm, EditForm, RejectForm } from "./card-forms.tsx";
import { headlineOf, mainRisk, mustBeSeen, riskWords } from "./describe-approval.ts";
import { leaveCard, useLeftCard } from "./leave-card.ts";
import { Prepared } from "./prepared-operation.tsx";
import { isLong, RawArguments, rawText } from "./raw-arguments.tsx";
import { TextSources } from "./text-sources.tsx";
import { type AnswerControl, useAnswerApproval } from "./use-answer-approval.ts";

type CardForm = "none" | "edit" | "reject" | "allow";

const isMod = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;
const isTyping = (target: EventTarget): boolean => target instanceof HTMLElement && target.matches("input, textarea, select");

const Reason = ({ approval }: { readonly approval: Approval }): ReactNode => {
  const maxTurns = useApp(({ session }) =>
    (session?.run.status === "running" || session?.run.status === "waiting") && session.run.runId === approval.runId
      ? session.run.maxTurns
      : undefined,
  );
  // Where another session is open, its own name is the nearest thing to what was asked for.
  const prompt = useApp(({ session, workspace }) =>
    session?.sessionId === approval.sessionId
      ? servedMessage(session, approval.callId)
      : workspace?.sessions.find(({ sessionId }) => sessionId === approval.sessionId)?.title,
  );
  const edited = approval.editedFields.length === 0 ? "" : ` You edited: ${approval.editedFields.join(", ")}.`;
  return (
    <div className="why">
      {approval.agentPath !== undefined && <p>Asked by {agentPathWords(approval.agentPath)}.</p>}
      {prompt !== undefined && (
        <p className="trunc" title={oneLine(prompt, 400)}>
          For <q>{oneLine(prompt, 200)}</q>
        </p>
      )}
      <p>
        {approval.kind === "in-doubt"
          ? "It was started and the tab ended before its result was known. Nobody can tell whether it happened."
          : withStop(approval.rule.sentence)}{" "}
        Turn {approval.turn}
        {maxTurns === undefined ? "" : ` of ${maxTurns}`}.{edited}
      </p>
    </div>
  );
};

const Effect = ({ approval }: { readonly approval: Approval }): ReactNode =>
  approval.effect.files.map(({ path, before, after }) =>
    contentHash(before) === null && contentHash(after) === null ? (
      <p className="mono folder" key={path}>
        {after === null ? "removes" : "makes"} the folder {path}
      </p>
    ) : (
      <div className="eff" key={path}>
        <DiffView path={path} before={contentHash(before)} after={contentHash(after)} />
      </div>
    ),
  );

interface ActionsProps {
  readonly approval: Approval;
  readonly control: AnswerControl;
  readonly canApprove: boolean;
  /** Part of the arguments is still folded, and this call may not be approved before it was shown. */
  readonly mustShow: boolean;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
  readonly onForm: (form: CardForm) => void;
}

const Actions = ({ approval, control, canApprove, mustShow, onAnswer, onForm }: ActionsProps): ReactNode => {
  const { send, notify } = useActions();
  const open = unknownVersion(approval) === undefined && (control.state.status === "open" || control.state.status === "refused");
  // A run that does not go on is ended as a whole.
  const isOneOfMany = useApp(
    ({ workspace }) =>
      approval.agentPath !== undefined &&
      workspace?.sessions.some(
        ({ openRunId, sessionId }) =>
          sessionId === approval.sessionId && openRunId !== undefined && workspace.runningRunIds.includes(openRunId),
      ) === true,
  );
  const stop = (): void => {
    void send({ type: "stop-run", runId: approval.runId }).then((answer) => {
      if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    });
  };
  return (
    <div className="acts">
      {mustShow && approval.kind === "effect" && (
        <p className="meta must">To approve this, first show all of its arguments, above.</p>
      )}
      {approval.kind === "in-doubt" ? (
        <>
          <Button tone="primary" disabled={!open} onClick={() => onAnswer({ type: "mark-done" })}>
            Mark as done
          </Button>
          <Button disabled={!open} onClick={() => onAnswer({ type: "retry" })}>
            Run it again
          </Button>
        </>
      ) : (
        <>
          <Button tone="primary" disabled={!canApprove} onClick={() => onAnswer({ type: "approve" })}>
            Approve once
          </Button>
          {approval.prepared === undefined && (
            <Button disabled={!open} onClick={() => onForm("edit")}>
              Edit
            </Button>
          )}
        </>
      )}
      {approval.kind === "effect" && (
        <Button disabled={!open} onClick={() => onForm("reject")}>
          Reject
        </Button>
      )}
      {approval.kind === "effect" && (
        <Button tone="quiet" disabled={!open} onClick={() => onForm("allow")}>
          Allow for…
        </Button>
      )}
      <span className="grow" />
      <Button tone="quiet" className="stop" onClick={stop}>
        {isOneOfMany ? "Stop agent" : "Stop run"}
      </Button>
    </div>
  );
};

const problemText = (message: string): string => `This was not answered: ${message}`;

export interface ApprovalCardProps {
  readonly approval: Approval;
  /** Present where several can be approved at once. */
  readonly selection?: { readonly selected: boolean; readonly onSelect: (selected: boolean) => void };
}

/** One question: what would happen, why it is asked, where it comes from, and everything one can answer. */
export const ApprovalCard = memo(({ approval, selection }: ApprovalCardProps): ReactNode => {
  const card = useLeftCard<HTMLDivElement>();
  const control = useAnswerApproval(approval);
  const raw = rawText(approval.input);
  const [seen, setSeen] = useState(!isLong(raw));
  const [open, setOpen] = useState(true);
  const [form, setForm] = useState<CardForm>("none");
  const title = useId();
  const risk = riskWords[mainRisk(approval)];
  const unknown = unknownVersion(approval);
  const answerable = unknown === undefined && (control.state.status === "open" || control.state.status === "refused");
  const canApprove = answerable && (seen || !mustBeSeen(approval));
  const onAnswer = (answer: ApprovalAnswer): void => {
    control.answer(answer);
    setForm("none");
    leaveCard(card.current);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      setForm("none");
      focusMessage(card.current?.ownerDocument);
    } else if (isMod(event) && event.key === "Enter" && approval.kind === "effect" && canApprove) onAnswer({ type: "approve" });
    else if (isMod(event) && event.key === "Backspace" && answerable && approval.kind === "effect" && !isTyping(event.target)) {
      setOpen(true);
      setForm("reject");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would read its legend before every control inside
    <div
      ref={card}
      role="group"
      className="card"
      aria-labelledby={title}
      tabIndex={-1}
      data-approval={approval.approvalId}
      data-open={open || undefined}
      onKeyDown={onKeyDown}
    >
      <div className="hd">
        {selection !== undefined && (
          <input
            type="checkbox"
            aria-label={`Select ${headlineOf(approval)}`}
            checked={selection.selected && canApprove}
            disabled={!canApprove || approval.kind !== "effect"}
            onChange={(event) => selection.onSelect(event.target.checked)}
          />
        )}
        <button type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
          <span className="v" id={title}>
            {headlineOf(approval)}
          </span>
        </button>
        <Chip kind={risk.kind}>{risk.title}</Chip>
      </div>
      {open && (
        <div className="bd">
          <Reason approval={approval} />
          <TextSources approval={approval} />
          {approval.prepared !== undefined && <Prepared prepared={approval.prepared} />}
          <Effect approval={approval} />
          <RawArguments text={raw} whole={seen} onShow={() => setSeen(true)} />
          {unknown !== undefined && <p className="problem">{unknown}</p>}
          {control.state.status === "refused" && <p className="problem">{problemText(control.state.message)}</p>}
          {form === "none" && (
            <Actions
              approval={approval}
              control={control}
              canApprove={canApprove}
              mustShow={!seen && mustBeSeen(approval)}
              onAnswer={onAnswer}
              onForm={setForm}
            />
          )}
          {form === "reject" && (
            <RejectForm
              onReject={(reason, sticks) => onAnswer({ type: "reject", reason, ...(sticks ? { sticks } : {}) })}
              onCancel={() => setForm("none")}
            />
          )}
          {form === "edit" && (
            <EditForm
              approval={approval}
              onEdit={(input) => onAnswer({ type: "edit", input })}
              onCancel={() => setForm("none")}
            />
          )}
          {form === "allow" && (
            <AllowForm
              approval={approval}
              disabled={!canApprove}
              onAllow={(rule) => onAnswer({ type: "allow-for", rule })}
              onCancel={() => setForm("none")}
            />
          )}
        </div>
      )}
    </div>
  );
});
