import type { ReactNode } from "react";
import type { MessageView } from "../../store/session-view.ts";
import { costWords, exactCostWords, usageWords } from "../../store/views/cost-words.ts";

/** What one request used and cost, under its answer. Nothing for a free model. */
export const RequestCost = ({ ending }: { readonly ending: MessageView["ending"] }): ReactNode => {
  const cost = ending?.cost;
  if (ending === undefined || cost === undefined) return null;
  const isEstimate = cost.heldNanoDollars + cost.heldTokens > 0;
  return (
    <p className="request-cost meta" title={exactCostWords(cost)}>
      <span>{usageWords(ending.usage)}</span>
      <span className={isEstimate ? "estimate" : undefined}>{costWords(cost)}</span>
    </p>
  );
};
