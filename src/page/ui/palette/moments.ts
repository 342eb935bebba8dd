import type { Seq } from "../../../kernel/base/ids.ts";
import { createNestedIndex, type NestedIndex } from "../../../kernel/conversation/nested-run.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { MarkKind, StateMarkKind } from "../parts/mark.tsx";

/** A moment of the session that one can go to. */
export interface Moment {
  readonly seq: Seq;
  readonly title: string;
  readonly mark: MarkKind | StateMarkKind;
}

const momentOf = (entry: LogEntry, nested: NestedIndex): Moment | undefined => {
  const { event, seq } = entry;
  const agent = nested.parentOf(entry.runId)?.agentPath.join(" › ");
  if (agent !== undefined && (event.type === "user-message" || event.type === "run-ended")) return undefined;
  const turn = agent !== undefined ? `${agent}, ` : entry.turn === undefined ? "" : `Turn ${entry.turn}, `;
  switch (event.type) {
    case "user-message":
      return { seq, title: "You said something", mark: "user" };
    case "call-requested":
      return {
        seq,
        title: `${turn}${event.headline.verb} ${event.headline.object}`,
        mark: event.access === "read" ? "read" : "write",
      };
    case "approval-requested":
      return { seq, title: `${turn}waited for you`, mark: "approval" };
    case "message-ended":
      return event.reason.type === "tool-use" ? undefined : { seq, title: `${turn}answered`, mark: "model" };
    case "message-failed":
      return { seq, title: `${turn}the answer broke off`, mark: "error" };
    case "effects-undone":
      return { seq, title: "Undone", mark: "write" };
    case "run-ended":
      return { seq, title: `The run ended, ${event.outcome.type.replace("-", " ")}`, mark: "done" };
    default:
      return undefined;
  }
};

/** The moments of a session that are worth a name, newest first, at most `most`. */
export const momentsOf = (entries: readonly LogEntry[], most: number): readonly Moment[] => {
  const moments: Moment[] = [];
  const nested = createNestedIndex();
  for (const entry of entries) nested.note(entry);
  for (let index = entries.length - 1; index >= 0 && moments.length < most; index -= 1) {
    const entry = entries[index];
    const moment = entry === undefined ? undefined : momentOf(entry, nested);
    if (moment !== undefined) moments.push(moment);
  }
  return moments;
};
