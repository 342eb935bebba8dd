import { memo, type ReactNode, useId, useState } from "react";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { findResultProblem, type HandedOver } from "../../../kernel/tools/operation.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { AnswerFormCard } from "./answer-form-card.tsx";
import { TextSources } from "./text-sources.tsx";

const endings = [
  { isError: false, words: "It worked" },
  { isError: true, words: "It did not work" },
] as const;

/** Something to be done outside: what, and a form for what came of it. The run waits for it, over a reload too. */
export const ResultCard = memo(
  ({ approval, handedOver }: { readonly approval: Approval; readonly handedOver: HandedOver }): ReactNode => {
    const [text, setText] = useState("");
    const [isError, setIsError] = useState(false);
    const [words, group] = [useId(), useId()];
    const result = { text: text.trim(), isError };
    return (
      <AnswerFormCard
        approval={approval}
        title="To be done outside"
        chip="Result"
        answer={findResultProblem(result) === undefined ? { type: "result", ...result } : undefined}
        submitText="Submit the result"
        refusal={{ text: "I won't do this", answer: { type: "reject", reason: text.trim() } }}
        done="submitted"
      >
        <TextSources approval={approval} />
        <p className="ask-text" dir="auto">
          <RevealedText text={handedOver.task} />
        </p>
        {handedOver.expects !== undefined && (
          <p className="meta" dir="auto">
            Tell: <RevealedText text={handedOver.expects} />
          </p>
        )}
        <label className="cardfield" htmlFor={words}>
          <span className="lb">What came of it</span>
          <textarea
            id={words}
            className="area"
            rows={2}
            dir="auto"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <fieldset className="endings">
          <legend className="sr">How it went</legend>
          {endings.map((ending) => (
            <label className="row" key={ending.words}>
              <input type="radio" name={group} checked={isError === ending.isError} onChange={() => setIsError(ending.isError)} />
              {ending.words}
            </label>
          ))}
        </fieldset>
      </AnswerFormCard>
    );
  },
);
