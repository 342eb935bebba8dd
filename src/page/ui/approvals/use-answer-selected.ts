import type { ApprovalId } from "../../../kernel/base/ids.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { useActions } from "../../store/use-app.ts";
import type { CardChoices } from "./use-card-choices.ts";

export interface AnswerSelected {
  /** Those that may be approved; the others stay selected. */
  readonly approve: () => void;
  readonly reject: (reason: string, sticks: boolean) => void;
}

/** Gives each of the selected questions the same answer. One that is not taken is told, and its card stays. */
export const useAnswerSelected = ({ selected, approvable, select }: CardChoices): AnswerSelected => {
  const { send, notify } = useActions();
  const answerAll = (ids: readonly ApprovalId[], answer: ApprovalAnswer): void => {
    select(ids, false);
    for (const approvalId of ids) {
      void send({ type: "answer-approval", approvalId, answer }).then((result) => {
        if (!result.ok) notify({ tone: "error", text: result.error.message });
      });
    }
  };
  return {
    approve: () => answerAll(approvable, { type: "approve" }),
    reject: (reason, sticks) => answerAll(selected, { type: "reject", reason, ...(sticks ? { sticks } : {}) }),
  };
};
