import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from "react";
import { Button } from "../parts/button.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { formatCount } from "../parts/time.ts";
import { RejectForm } from "./card-forms.tsx";
import { useAnswerSelected } from "./use-answer-selected.ts";
import type { CardChoices } from "./use-card-choices.ts";

/** The keyboard does not stay on a row that goes: it goes to a question that is not selected, else to the message box. */
const leaveBatch = (cards: HTMLElement | null): void => {
  const left = cards?.querySelector<HTMLElement>("[data-approval]:not([data-selected])");
  if (left === null || left === undefined) focusMessage(cards?.ownerDocument);
  else left.focus();
};

/** What can be done with the questions that are selected: Ctrl+Enter approves, Ctrl+Backspace asks why they are rejected. */
export const BatchBar = ({
  choices,
  cards,
}: {
  readonly choices: CardChoices;
  readonly cards: RefObject<HTMLElement | null>;
}): ReactNode => {
  const [isRejecting, setRejecting] = useState(false);
  const answer = useAnswerSelected(choices);
  const { selected, approvable } = choices;
  const isEmpty = selected.length === 0;
  useEffect(() => {
    if (isEmpty) setRejecting(false);
  }, [isEmpty]);
  if (isEmpty) return null;
  const unseen = selected.length - approvable.length;
  const approve = (): void => {
    if (approvable.length === 0) return;
    leaveBatch(cards.current);
    answer.approve();
  };
  const reject = (reason: string, sticks: boolean): void => {
    leaveBatch(cards.current);
    answer.reject(reason, sticks);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isMod = event.ctrlKey || event.metaKey;
    if (isMod && event.key === "Enter" && !isRejecting) approve();
    else if (isMod && event.key === "Backspace" && !isRejecting) setRejecting(true);
    else if (event.key === "Escape" && isRejecting) setRejecting(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="batch" aria-label="Selected questions" onKeyDown={onKeyDown}>
      {isRejecting ? (
        <RejectForm count={selected.length} onReject={reject} onCancel={() => setRejecting(false)} />
      ) : (
        <>
          <Button tone="primary" disabled={approvable.length === 0} onClick={approve}>
            Approve selected ({approvable.length})
          </Button>
          <Button onClick={() => setRejecting(true)}>Reject selected ({selected.length})</Button>
          <Button tone="quiet" onClick={() => choices.select(selected, false)}>
            Select none
          </Button>
          {unseen > 0 && (
            <p className="meta">
              {formatCount(unseen, "of them has", "of them have")} to be shown whole before it can be approved.
            </p>
          )}
        </>
      )}
    </section>
  );
};
