import type { StoreDep } from "../../kernel/contracts/store.ts";
import type { Access } from "../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../kernel/event.ts";
import type { CallId, RunId } from "../../kernel/ids.ts";
import type { LogEntry } from "../../kernel/log-entry.ts";

/** What the log knows about one call. */
type LedgerEntry =
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

const readEntry = (entry: LogEntry | undefined): LedgerEntry => {
  if (entry?.event.type === "call-started") return { status: "in-doubt", startedAt: entry.at, access: entry.event.access };
  if (entry?.event.type !== "call-settled") return fresh;
  const { outcome, editedFields = [], effect } = entry.event;
  return { status: "settled", outcome, editedFields, changedFiles: effect?.files.length ?? 0 };
};

/** The ledger as a fold of log entries; it follows the store's commits. Calls of a run are kept until the run ends. */
export const createLedger = ({ store }: StoreDep): Ledger => {
  // The entries themselves, so that hearing one makes nothing.
  const latestByCall = new Map<CallId, LogEntry>();
  const callsByRun = new Map<RunId, CallId[]>();

  const keep = (callId: CallId, entry: LogEntry): void => {
    const { runId } = entry;
    if (runId !== undefined && !latestByCall.has(callId)) {
      const calls = callsByRun.get(runId);
      if (calls === undefined) callsByRun.set(runId, [callId]);
      else calls.push(callId);
    }
    latestByCall.set(callId, entry);
  };
  const forget = (runId: RunId | undefined): void => {
    if (runId === undefined) return;
    for (const callId of callsByRun.get(runId) ?? []) latestByCall.delete(callId);
    callsByRun.delete(runId);
  };
  const note = (entries: readonly LogEntry[]): void => {
    for (const entry of entries) {
      const { event } = entry;
      if (event.type === "call-started" || event.type === "call-settled") keep(event.callId, entry);
      else if (event.type === "run-ended") forget(entry.runId);
    }
  };

  return {
    entryFor: (callId) => readEntry(latestByCall.get(callId)),
    load: note,
    close: store.subscribe(note),
  };
};
