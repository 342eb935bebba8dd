import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from "react";
import { agentPathWords } from "../../../kernel/conversation/nested-run.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { leaveCard, useLeftCard } from "./leave-card.ts";
import { useAnswerApproval } from "./use-answer-approval.ts";

export interface AnswerFormCardProps {
  readonly approval: Approval;
  readonly title: string;
  readonly chip: string;
  /** What the person has put together; undefined while it is not complete. */
  readonly answer: ApprovalAnswer | undefined;
  readonly submitText: string;
  /** How one says no. */
  readonly refusal: { readonly text: string; readonly answer: ApprovalAnswer };
  /** What a refused answer was not: "answered". */
  readonly done: string;
  readonly children: ReactNode;
}

/** A question whose answer is a form: filled in, sent with its button or Ctrl+Enter, or refused. */
export const AnswerFormCard = ({ approval, answer, refusal, ...words }: AnswerFormCardProps): ReactNode => {
  const card = useLeftCard<HTMLDivElement>();
  const control = useAnswerApproval(approval);
  const title = useId();
  const open = control.state.status === "open" || control.state.status === "refused";
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (!open || answer === undefined) return;
    control.answer(answer);
    leaveCard(card.current);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event);
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    focusMessage(card.current?.ownerDocument);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would read its legend before every control inside
    <div
      ref={card}
      role="group"
      className="card question"
      aria-labelledby={title}
      tabIndex={-1}
      data-approval={approval.approvalId}
      data-open
      onKeyDown={onKeyDown}
    >
      <div className="hd">
        <span className="v" id={title} dir="auto">
          <RevealedText text={words.title} />
        </span>
        <span className="grow" />
        <Chip kind="approval">{words.chip}</Chip>
      </div>
      <form className="bd" onSubmit={submit}>
        {approval.agentPath !== undefined && (
          <p className="meta">
            <RevealedText text={agentPathWords(approval.agentPath)} />
          </p>
        )}
        {words.children}
        {control.state.status === "refused" && (
          <p className="problem">
            This was not {words.done}: {control.state.message}
          </p>
        )}
        <div className="acts">
          <Button type="submit" tone="primary" disabled={!open || answer === undefined}>
            {words.submitText}
          </Button>
          <Button disabled={!open} onClick={() => control.answer(refusal.answer)}>
            {refusal.text}
          </Button>
        </div>
      </form>
    </div>
  );
};
