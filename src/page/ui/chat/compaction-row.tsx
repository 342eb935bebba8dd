import { type ReactNode, useId, useState } from "react";
import type { ContextCompacted } from "../../../kernel/conversation/compaction.ts";
import { compactionTitle, compactionWords, savedWords } from "../../store/views/compaction-words.ts";
import { costWords, exactCostWords } from "../../store/views/cost-words.ts";
import { Button } from "../parts/button.tsx";

/** A line across the conversation: what the model reads from here on in the place of what is above, and what that saves. */
export const CompactionRow = ({ event }: { readonly event: ContextCompacted }): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { cost, summary } = event;
  const price = costWords(cost);
  return (
    <section className="compaction" aria-label="Conversation shortened">
      <p className="line">
        <span>{compactionTitle(event)}</span>
      </p>
      <p className="meta">
        <span>{savedWords(event)}</span>
        {cost !== undefined && price !== undefined && <span title={exactCostWords(cost)}>{price}</span>}
        {summary !== "" && (
          <Button tone="quiet" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            {isOpen ? "Hide the summary" : "Show the summary"}
          </Button>
        )}
      </p>
      <div id={id} hidden={!isOpen}>
        <p className="why">{compactionWords(event)}</p>
        <pre className="summary" tabIndex={isOpen ? 0 : undefined}>
          {summary}
        </pre>
      </div>
    </section>
  );
};
