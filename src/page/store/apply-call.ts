import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { CallsFold } from "./fold-calls.ts";
import type { Place } from "./fold-nested.ts";

/** One entry about a call; false for every other entry. */
export const applyCall = (calls: CallsFold, place: Place, entry: LogEntry, event: Event): boolean => {
  switch (event.type) {
    case "call-started":
      calls.start(event.callId, entry.at);
      break;
    case "approval-requested":
      calls.ask(event.approval);
      place.touch(event.approval.callId);
      return true;
    case "approval-answered":
      calls.answer(event.callId, event.answer, entry.at);
      break;
    case "approval-superseded":
    case "approval-expired":
      calls.withdraw(event.callId, entry.at);
      break;
    case "call-settled":
      calls.settle(entry, event);
      break;
    case "operation-started":
      calls.progress(event.callId, { stage: "begun", message: event.message }, entry.at);
      break;
    case "call-progressed":
      calls.progress(event.callId, event.progress, entry.at);
      break;
    case "operation-prepared":
      calls.progress(event.callId, { stage: "ready", message: "Ready to be decided over" }, entry.at);
      break;
    case "stage-acted":
      calls.act(event.callId, event.act, entry.at);
      break;
    case "late-result-ignored":
      calls.late(event.callId, event.afterMs);
      break;
    default:
      return false;
  }
  place.touch(event.callId);
  return true;
};
