import type { ReactNode } from "react";
import { ApprovalCard, type ApprovalCardProps } from "./approval-card.tsx";
import { QuestionCard } from "./question-card.tsx";

/** Whatever waits for the person: a call to approve, or a question to answer. */
export const WaitingCard = (props: ApprovalCardProps): ReactNode =>
  props.approval.asks === undefined ? (
    <ApprovalCard {...props} />
  ) : (
    <QuestionCard approval={props.approval} asks={props.approval.asks} />
  );
