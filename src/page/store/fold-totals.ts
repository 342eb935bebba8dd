import type { Seq } from "../../kernel/base/ids.ts";
import { tellsSpending } from "../../kernel/log/event-spending.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { withCost } from "../../kernel/model/cost.ts";
import { addUsage, noUsage } from "../../kernel/model/usage.ts";
import type { SessionView } from "./session-view.ts";

/** What counts whichever branch it is on. */
export interface TotalsFold {
  readonly hear: (entry: LogEntry) => void;
  /** An entry that could not be folded; the same one twice counts once. */
  readonly addUnreadable: (seq: Seq) => void;
  readonly view: () => Pick<SessionView, "usage" | "cost" | "unreadable">;
}

export const createTotalsFold = (): TotalsFold => {
  const unreadable = new Set<Seq>();
  let usage = noUsage;
  let cost: SessionView["cost"];
  return {
    hear: ({ event }) => {
      if (!tellsSpending(event)) return;
      usage = addUsage(usage, event.usage);
      cost = withCost(cost, event.cost);
    },
    addUnreadable: (seq) => void unreadable.add(seq),
    view: () => ({ usage, ...(cost === undefined ? {} : { cost }), unreadable: unreadable.size }),
  };
};
