import type { Cost } from "../model/cost.ts";
import type { Usage } from "../model/usage.ts";
import type { Event } from "./event.ts";

type SpendingEvent = Extract<Event, { readonly usage: Usage }>;

/** Whether an entry tells, once, what asking a model used and cost. The summaries of turns and runs tell it again and do not count. */
export const tellsSpending = (event: Event): event is SpendingEvent => {
  switch (event.type) {
    case "message-ended":
    case "message-failed":
    case "call-reviewed":
    case "texts-embedded":
    case "context-compacted":
    case "compaction-skipped":
      return true;
    default:
      return false;
  }
};

/** What an event says that asking a model cost, beyond what the provider told. */
export const costOfEvent = (event: Event): Cost | undefined => (tellsSpending(event) ? event.cost : undefined);
