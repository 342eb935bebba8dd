import type { ReactNode } from "react";
import type { CostSum } from "../../../kernel/model/cost.ts";
import type { ItemView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { costWords } from "../../store/views/cost-words.ts";
import { formatCount } from "../parts/time.ts";
import { RequestCost } from "./request-cost.tsx";

/** What a run cost, and on a press each of its requests, also those that only called tools. */
export const RequestList = ({ items, cost }: { readonly items: readonly ItemView[]; readonly cost: CostSum }): ReactNode => {
  const messages = useApp((state) => shownSession(state)?.messages);
  const charged = items.flatMap((item) => {
    const message = item.type === "message" ? messages?.get(item.messageId) : undefined;
    return message?.ending?.cost === undefined ? [] : [message];
  });
  if (charged.length < 2) return <span>{costWords(cost)}</span>;
  return (
    <details className="requests">
      <summary>
        {costWords(cost)}, {formatCount(charged.length, "request", "requests")}
      </summary>
      <ol>
        {charged.map(({ messageId, ending }) => (
          <li key={messageId}>
            <RequestCost ending={ending} />
          </li>
        ))}
      </ol>
    </details>
  );
};
