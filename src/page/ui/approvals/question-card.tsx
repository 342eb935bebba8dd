import { memo, type ReactNode, useId, useState } from "react";
import { findReplyProblem, type QuestionReply, type UserQuestion } from "../../../kernel/conversation/user-question.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { AnswerFormCard } from "./answer-form-card.tsx";

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
      <legend className="sr">
        <RevealedText text={question} />
      </legend>
      {options.map(({ label, description }) => (
        <label className="option" key={label}>
          <input
            type={multiSelect ? "checkbox" : "radio"}
            name={group}
            checked={chosen.includes(label)}
            onChange={(event) => toggle(label, event.target.checked)}
          />
          <span>
            <b dir="auto">
              <RevealedText text={label} />
            </b>
            {description !== undefined && (
              <span className="meta" dir="auto">
                <RevealedText text={description} />
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
    const [reply, setReply] = useState<QuestionReply>({ chosen: [], text: "" });
    const words = useId();
    return (
      <AnswerFormCard
        approval={approval}
        title={asks.header ?? "The agent asks you"}
        chip="Question"
        answer={findReplyProblem(asks, reply) === undefined ? { type: "reply", ...reply } : undefined}
        submitText="Answer"
        refusal={{ text: "Give no answer", answer: { type: "decline" } }}
        done="answered"
      >
        <p className="ask-text" dir="auto">
          <RevealedText text={asks.question} />
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
      </AnswerFormCard>
    );
  },
);
