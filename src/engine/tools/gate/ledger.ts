import type { CallId, RunId } from "../../../kernel/base/ids.ts";
import type { StoreDep } from "../../../kernel/contracts/store.ts";
import type { Access } from "../../../kernel/contracts/tool.ts";
import type { CallOutcome, Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { Operation, PreparedOperation } from "../../../kernel/tools/operation.ts";

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
  /** The operation of a call that was begun and is not settled; undefined once the call is started anew. */
  readonly operationOf: (callId: CallId) => Operation | undefined;
  /** What a call prepared last and did not settle, started or not. */
  readonly preparedOf: (callId: CallId) => PreparedOperation | undefined;
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
  const operations = new Map<CallId, Operation>();
  const prepared = new Map<CallId, PreparedOperation>();

  const belongs = (callId: CallId, { runId }: LogEntry): void => {
    if (runId === undefined || latestByCall.has(callId) || operations.has(callId) || prepared.has(callId)) return;
    const calls = callsByRun.get(runId);
    if (calls === undefined) callsByRun.set(runId, [callId]);
    else calls.push(callId);
  };
  const keep = (callId: CallId, entry: LogEntry): void => {
    belongs(callId, entry);
    latestByCall.set(callId, entry);
    if (operations.size > 0) operations.delete(callId);
    if (prepared.size > 0 && entry.event.type === "call-settled") prepared.delete(callId);
  };
  const follow = (event: Event, entry: LogEntry): void => {
    if (event.type === "operation-started") {
      belongs(event.callId, entry);
      operations.set(event.callId, { operationId: event.operationId });
    } else if (event.type === "call-progressed") {
      const operation = operations.get(event.callId);
      if (operation !== undefined) operations.set(event.callId, { ...operation, last: event.progress });
    } else if (event.type === "operation-prepared") {
      belongs(event.callId, entry);
      prepared.set(event.callId, event.prepared);
    }
  };
  const forget = (runId: RunId | undefined): void => {
    if (runId === undefined) return;
    for (const callId of callsByRun.get(runId) ?? []) {
      latestByCall.delete(callId);
      operations.delete(callId);
      prepared.delete(callId);
    }
    callsByRun.delete(runId);
  };
  const note = (entries: readonly LogEntry[]): void => {
    for (const entry of entries) {
      const { event } = entry;
      if (event.type === "call-started" || event.type === "call-settled") keep(event.callId, entry);
      else if (event.type === "run-ended") forget(entry.runId);
      else follow(event, entry);
    }
  };

  return {
    entryFor: (callId) => readEntry(latestByCall.get(callId)),
    operationOf: (callId) => operations.get(callId),
    preparedOf: (callId) => prepared.get(callId),
    load: note,
    close: store.subscribe(note),
  };
};
