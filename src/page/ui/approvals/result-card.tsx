import { type FormEvent, type KeyboardEvent, memo, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { Approval } from "../../../kernel/approval.ts";
import { agentPathWords } from "../../../kernel/nested-run.ts";
import { findResultProblem, type HandedOver } from "../../../kernel/operation.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { leaveCard } from "./leave-card.ts";
import { useAnswerApproval } from "./use-answer-approval.ts";

const endings = [
  { isError: false, words: "It worked" },
  { isError: true, words: "It did not work" },
] as const;

/** Something to be done outside: what, and a form for what came of it. The run waits for it, over a reload too. */
export const ResultCard = memo(
  ({ approval, handedOver }: { readonly approval: Approval; readonly handedOver: HandedOver }): ReactNode => {
    const card = useRef<HTMLFormElement>(null);
    const { state, answer } = useAnswerApproval(approval);
    const [text, setText] = useState("");
    const [isError, setIsError] = useState(false);
    const [title, words, group] = [useId(), useId(), useId()];
    const open = state.status === "open" || state.status === "refused";
    const complete = findResultProblem({ text, isError }) === undefined;
    useLayoutEffect(() => {
      const here = card.current;
      return () => leaveCard(here);
    }, []);
    const submit = (event: FormEvent | KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      if (!open || !complete) return;
      answer({ type: "result", text: text.trim(), isError });
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
      // biome-ignore lint/a11y/useSemanticElements: it is a form among the cards of the dock, and found there as a group
      <form
        ref={card}
        role="group"
        className="card question"
        aria-labelledby={title}
        tabIndex={-1}
        data-approval={approval.approvalId}
        data-open
        onSubmit={submit}
        onKeyDown={onKeyDown}
      >
        <div className="hd">
          <span className="v" id={title}>
            To be done outside
          </span>
          <span className="grow" />
          <Chip kind="approval">Result</Chip>
        </div>
        <div className="bd">
          {approval.agentPath !== undefined && <p className="meta">{agentPathWords(approval.agentPath)}</p>}
          <p className="ask-text" dir="auto">
            {handedOver.task}
          </p>
          {handedOver.expects !== undefined && (
            <p className="meta" dir="auto">
              Tell: {handedOver.expects}
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
                <input
                  type="radio"
                  name={group}
                  checked={isError === ending.isError}
                  onChange={() => setIsError(ending.isError)}
                />
                {ending.words}
              </label>
            ))}
          </fieldset>
          {state.status === "refused" && <p className="problem">This was not submitted: {state.message}</p>}
          <div className="acts">
            <Button type="submit" tone="primary" disabled={!open || !complete}>
              Submit the result
            </Button>
            <Button disabled={!open} onClick={() => answer({ type: "reject", reason: text.trim() })}>
              I won't do this
            </Button>
          </div>
        </div>
      </form>
    );
  },
);
