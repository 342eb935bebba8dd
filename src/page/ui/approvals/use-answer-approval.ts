import { useEffect, useState } from "react";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { useActions } from "../../store/use-app.ts";
import { useClock } from "../../store/use-now.ts";

/** A press that was meant for what stood here before must not decide: a card takes no answer for this long. */
const deadMs = 500;

type AnswerState =
  | { readonly status: "settling" }
  | { readonly status: "open" }
  | { readonly status: "sending" }
  | { readonly status: "refused"; readonly message: string };

export interface AnswerControl {
  readonly state: AnswerState;
  /** Does nothing while the card is not open. */
  readonly answer: (answer: ApprovalAnswer) => void;
}

/** Answers one question, once, and not in the first half second after it appeared. */
export const useAnswerApproval = ({ approvalId }: Approval): AnswerControl => {
  const { send } = useActions();
  const clock = useClock();
  const [state, setState] = useState<AnswerState>({ status: "settling" });
  useEffect(() => clock.after(deadMs, () => setState((now) => (now.status === "settling" ? { status: "open" } : now))), [clock]);
  const answer = (given: ApprovalAnswer): void => {
    if (state.status !== "open" && state.status !== "refused") return;
    setState({ status: "sending" });
    void send({ type: "answer-approval", approvalId, answer: given }).then((result) => {
      if (!result.ok) setState({ status: "refused", message: result.error.message });
    });
  };
  return { state, answer };
};
