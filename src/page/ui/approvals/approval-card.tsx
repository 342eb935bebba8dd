import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useState } from "react";
import type { ApprovalId } from "../../../kernel/base/ids.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import { type Approval, type ApprovalAnswer, unknownVersion } from "../../../kernel/rules/approval.ts";
import { Chip } from "../parts/chip.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import type { Readiness } from "./approval-classes.ts";
import { Actions, type OpenForm } from "./card-actions.tsx";
import { Effect } from "./card-effect.tsx";
import { AllowForm, RejectForm } from "./card-forms.tsx";
import { Reason } from "./card-reason.tsx";
import { headlineOf, mainRisk, mustBeSeen, riskWords } from "./describe-approval.ts";
import { EditForm } from "./edit-form.tsx";
import { HostStep } from "./host-step.tsx";
import { leaveCard, useLeftCard } from "./leave-card.ts";
import { Prepared } from "./prepared-operation.tsx";
import { isLong, RawArguments, rawText } from "./raw-arguments.tsx";
import { TextSources } from "./text-sources.tsx";
import { useAnswerApproval } from "./use-answer-approval.ts";

const isMod = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;
const isTyping = (target: EventTarget): boolean => target instanceof HTMLElement && target.matches("input, textarea, select");

const problemText = (message: string): string => `This was not answered: ${message}`;

export interface ApprovalCardProps {
  readonly approval: Approval;
  readonly isSelected?: boolean;
  /** Present where several can be answered at once. */
  readonly onSelect?: (approvalIds: readonly ApprovalId[], on: boolean) => void;
  /** Hears whether the question can be answered, and whenever that changes. */
  readonly onReadiness?: (approvalId: ApprovalId, readiness: Readiness) => void;
}

/** One question: what would happen, why it is asked, where it comes from, and everything one can answer. */
export const ApprovalCard = memo(({ approval, isSelected = false, onSelect, onReadiness }: ApprovalCardProps): ReactNode => {
  const card = useLeftCard<HTMLDivElement>();
  const control = useAnswerApproval(approval);
  const raw = rawText(approval.input);
  const [seen, setSeen] = useState(!isLong(raw));
  const [open, setOpen] = useState(true);
  const [form, setForm] = useState<OpenForm>("none");
  const title = useId();
  const headline = headlineOf(approval);
  const risk = riskWords[mainRisk(approval)];
  const unknown = unknownVersion(approval);
  const answerable = unknown === undefined && (control.state.status === "open" || control.state.status === "refused");
  const canApprove = answerable && (seen || !mustBeSeen(approval));
  const { approvalId } = approval;
  const readiness: Readiness = !answerable || approval.kind !== "effect" ? "closed" : canApprove ? "ready" : "unseen";
  useEffect(() => onReadiness?.(approvalId, readiness), [approvalId, readiness, onReadiness]);
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
      data-selected={isSelected || undefined}
      onKeyDown={onKeyDown}
    >
      <div className="hd">
        {onSelect !== undefined && (
          <input
            type="checkbox"
            className="tick"
            aria-label={`Select ${headline}`}
            checked={isSelected}
            disabled={readiness === "closed"}
            onChange={(event) => onSelect([approvalId], event.target.checked)}
          />
        )}
        <button type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
          <span className="v" id={title}>
            <RevealedText text={headline} />
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
          <HostStep approval={approval} />
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
          {form === "edit" && isJsonObject(approval.input) && (
            <EditForm
              approval={approval}
              original={approval.input}
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
