import { type Said, saidOf } from "../../kernel/conversation/message.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Place } from "./fold-nested.ts";
import type { FoldState } from "./fold-state.ts";

const hearUser = (state: FoldState, entry: LogEntry, said: Said): void => {
  const { turns, run } = state;
  const { messageId, text, pictures = [] } = said;
  const queued = state.waiting.some((steer) => steer.messageId === messageId);
  const latest = turns.latest();
  const goesOn = latest !== undefined && latest.ending === undefined && run !== undefined && run.end?.status !== "ended";
  const sameRun = goesOn && latest.runId === (entry.runId ?? run.runId);
  if (!queued || !sameRun) return turns.open(entry, said);
  const whileRunning = latest.items.some(({ type }) => type !== "steer");
  turns.add({ type: "steer", key: `steer-${entry.seq}`, messageId, text, pictures, at: entry.at, whileRunning });
};

/** Takes a user message: what the person says opens a turn or stands in it as steering; what a check says stands under it. */
export const hearMessage = (
  state: FoldState,
  place: Place,
  entry: LogEntry,
  event: Extract<Event, { readonly type: "user-message" }>,
): void => {
  const said = saidOf(event.messageId, event.blocks);
  if (event.by === undefined) return hearUser(state, entry, said);
  // What a guard or the form of an answer says to the model, it told in its own entry.
  if (event.by !== "guardrail") return;
  place.add({ type: "remark", key: `remark-${entry.seq}`, words: "A guardrail sent the answer back", text: said.text });
};
