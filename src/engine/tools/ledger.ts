import type { StoreDep } from "../../kernel/contracts/store.ts";
import type { Access } from "../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../kernel/event.ts";
import type { CallId, RunId } from "../../kernel/ids.ts";
import type { LogEntry } from "../../kernel/log-entry.ts";

/** What the log knows about one call. */
export type LedgerEntry =
  | { readonly status: "fresh" }
  | {
      readonly status: "settled";
      readonly outcome: CallOutcome;
      readonly editedFields: readonly string[];
      readonly changedFiles: number;
    }
  /** Started and never settled: the tab ended between the two. */
  | { readonly status: "in-doubt"; readonly startedAt: number; readonly access: Access };

export interface Ledger {
  /** Constant time. Calls of ended runs are fresh again: their run never asks. */
  readonly entryFor: (callId: CallId) => LedgerEntry;
  /** Takes over entries that were stored before this ledger existed: those of a run that is resumed. */
  readonly load: (entries: readonly LogEntry[]) => void;
  /** Stops listening to the store. */
  readonly close: () => void;
}

const fresh: LedgerEntry = { status: "fresh" };

/** The ledger as a fold of log entries; it follows the store's commits. Calls of a run are kept until the run ends. */
export const createLedger = ({ store }: StoreDep): Ledger => {
  const entryByCall = new Map<CallId, LedgerEntry>();
  const callsByRun = new Map<RunId, CallId[]>();

  const keep = (callId: CallId, runId: RunId | undefined, entry: LedgerEntry): void => {
    if (!entryByCall.has(callId) && runId !== undefined) {
      const calls = callsByRun.get(runId);
      if (calls === undefined) callsByRun.set(runId, [callId]);
      else calls.push(callId);
    }
    entryByCall.set(callId, entry);
  };
  const forget = (runId: RunId | undefined): void => {
    if (runId === undefined) return;
    for (const callId of callsByRun.get(runId) ?? []) entryByCall.delete(callId);
    callsByRun.delete(runId);
  };
  const note = (entries: readonly LogEntry[]): void => {
    for (const { event, at, runId } of entries) {
      if (event.type === "call-started") keep(event.callId, runId, { status: "in-doubt", startedAt: at, access: event.access });
      else if (event.type === "call-settled") {
        const { outcome, editedFields = [], effect } = event;
        keep(event.callId, runId, { status: "settled", outcome, editedFields, changedFiles: effect?.files.length ?? 0 });
      } else if (event.type === "run-ended") forget(runId);
    }
  };

  return {
    entryFor: (callId) => entryByCall.get(callId) ?? fresh,
    load: note,
    close: store.subscribe(note),
  };
};
