import { type FormEvent, type KeyboardEvent, memo, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { Approval } from "../../../kernel/approval.ts";
import { agentPathWords } from "../../../kernel/nested-run.ts";
import { findReplyProblem, type QuestionReply, type UserQuestion } from "../../../kernel/user-question.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { leaveCard } from "./leave-card.ts";
import { useAnswerApproval } from "./use-answer-approval.ts";

interface OptionsProps {
  readonly asks: UserQuestion;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

const Options = ({ asks: { question, options, multiSelect }, chosen, onChoose }: OptionsProps): ReactNode => {
  const group = useId();
  const toggle = (label: string, on: boolean): void => {
    if (!multiSelect) return onChoose(on ? [label] : []);
    // In the order in which they stand, not in which they were pressed.
    onChoose(options.map((option) => option.label).filter((other) => (other === label ? on : chosen.includes(other))));
  };
  return (
    <fieldset className="options">
      <legend className="sr">{question}</legend>
      {options.map(({ label, description }) => (
        <label className="option" key={label}>
          <input
            type={multiSelect ? "checkbox" : "radio"}
            name={group}
            checked={chosen.includes(label)}
            onChange={(event) => toggle(label, event.target.checked)}
          />
          <span>
            <b dir="auto">{label}</b>
            {description !== undefined && (
              <span className="meta" dir="auto">
                {description}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
};

/** What the agent asks the person: options to choose, words of one's own, or no answer. */
export const QuestionCard = memo(
  ({ approval, asks }: { readonly approval: Approval; readonly asks: UserQuestion }): ReactNode => {
    const card = useRef<HTMLDivElement>(null);
    const { state, answer } = useAnswerApproval(approval);
    const [reply, setReply] = useState<QuestionReply>({ chosen: [], text: "" });
    const title = useId();
    const words = useId();
    const open = state.status === "open" || state.status === "refused";
    const complete = findReplyProblem(asks, reply) === undefined;
    useLayoutEffect(() => {
      const here = card.current;
      return () => leaveCard(here);
    }, []);
    const submit = (event: FormEvent | KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      if (!open || !complete) return;
      answer({ type: "reply", ...reply });
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
            {asks.header ?? "The agent asks you"}
          </span>
          <span className="grow" />
          <Chip kind="approval">Question</Chip>
        </div>
        <form className="bd" onSubmit={submit}>
          {approval.agentPath !== undefined && <p className="meta">{agentPathWords(approval.agentPath)}</p>}
          <p className="ask-text" dir="auto">
            {asks.question}
          </p>
          {asks.options.length > 0 && (
            <Options asks={asks} chosen={reply.chosen} onChoose={(chosen) => setReply({ ...reply, chosen })} />
          )}
          <label className="cardfield" htmlFor={words}>
            <span className="lb">{asks.options.length === 0 ? "Your answer" : "In your own words"}</span>
            <textarea
              id={words}
              className="area"
              rows={1}
              dir="auto"
              value={reply.text}
              onChange={(event) => setReply({ ...reply, text: event.target.value })}
            />
          </label>
          {state.status === "refused" && <p className="problem">This was not answered: {state.message}</p>}
          <div className="acts">
            <Button type="submit" tone="primary" disabled={!open || !complete}>
              Answer
            </Button>
            <Button disabled={!open} onClick={() => answer({ type: "decline" })}>
              Give no answer
            </Button>
          </div>
        </form>
      </div>
    );
  },
);
