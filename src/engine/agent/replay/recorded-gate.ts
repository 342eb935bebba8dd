import type { CallId } from "../../../kernel/base/ids.ts";
import { err, ok } from "../../../kernel/base/result.ts";
import type { Gate, SettledCall } from "../../../kernel/contracts/gate.ts";
import { callResult } from "../../../kernel/conversation/call-result.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { RecordedCall } from "./recorded-model.ts";
import { type EntryOf, isEntryOf, type Segment } from "./recorded-run.ts";

export interface RecordedGateDeps {
  /** Entries of the run before the segment: what was settled then is answered again. */
  readonly before: readonly LogEntry[];
  readonly segment: Segment;
  readonly park: () => Promise<never>;
  readonly stop: () => void;
  /** The call that is described next. */
  readonly nextCall: () => RecordedCall | undefined;
  /** Whether the loop was stopped after this round. */
  readonly isStopNext: () => boolean;
}

const settledOf = ({ event }: EntryOf<"call-settled">): SettledCall => {
  const { callId, outcome, editedFields, effect } = event;
  const { text, isError, pictures } = callResult(outcome, editedFields);
  const shown = pictures === undefined ? {} : { pictures };
  return { callId, outcome, resultText: text, isError, changedFiles: effect?.files.length ?? 0, ...shown };
};

/** A gate whose ledger is the log: every call has the result that it had, and no tool runs. */
export const createRecordedGate = (deps: RecordedGateDeps): Gate => {
  const { before, segment, park, stop, nextCall, isStopNext } = deps;
  const settled = new Map<CallId, SettledCall>();
  for (const entry of [...before, ...segment.entries].filter(isEntryOf("call-settled"))) {
    settled.set(entry.event.callId, settledOf(entry));
  }
  return {
    specs: () => [],
    describe: (tool) => {
      const call = nextCall();
      return { headline: call?.headline ?? { verb: "Called", object: tool }, access: call?.access ?? "write" };
    },
    settle: async (calls) => {
      const results = calls.flatMap(({ callId }) => settled.get(callId) ?? []);
      if (results.length < calls.length) {
        const { end } = segment;
        return end?.event.type === "run-ended" && end.event.outcome.type === "failed" ? err(end.event.outcome.failure) : park();
      }
      if (isStopNext()) stop();
      return ok(results);
    },
    stop: () => false,
  };
};
