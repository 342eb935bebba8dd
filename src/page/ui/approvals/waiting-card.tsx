import type { ReactNode } from "react";
import { ApprovalCard, type ApprovalCardProps } from "./approval-card.tsx";
import { QuestionCard } from "./question-card.tsx";
import { ResultCard } from "./result-card.tsx";

/** Whatever waits for the person: a call to approve, a question to answer, or something to do outside. */
export const WaitingCard = (props: ApprovalCardProps): ReactNode => {
  const { approval } = props;
  if (approval.asks !== undefined) return <QuestionCard approval={approval} asks={approval.asks} />;
  if (approval.handedOver !== undefined) return <ResultCard approval={approval} handedOver={approval.handedOver} />;
  return <ApprovalCard {...props} />;
};
