import type { CallId, MessageId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Writable } from "../base/writable.ts";
import type { Access, Headline } from "../contracts/tool.ts";
import { type CallResult, callResult } from "../conversation/call-result.ts";
import { modelName } from "../model/model.ts";
import type { Approval } from "../rules/approval.ts";
import { isInvalidation } from "../tools/operation.ts";
import type { CallOutcome, Event } from "./event.ts";
import type { LogEntry } from "./log-entry.ts";

/** What became of a call, in one of seven ways. `result` is what the model reads. */
export type AuditOutcome =
  /** It never ran: a person, a rule or a guardrail said no, or the run was stopped first. */
  | { readonly kind: "blocked"; readonly reason: string }
  | { readonly kind: "requires-confirmation"; readonly description: string }
  /** The run was taken up again, and the log answered in place of the tool. */
  | { readonly kind: "cached"; readonly result: CallResult }
  /** A result came for a call that had one; the first one stands. */
  | { readonly kind: "replayed"; readonly result: CallResult }
  /** What it had prepared was no longer so. */
  | { readonly kind: "invalidated"; readonly message: string }
  /** It ran, or could not be read; `result` says how that ended. */
  | { readonly kind: "completed"; readonly result: CallResult }
  /** It ran, and what it did could not be stored, so that nothing of it is kept. */
  | { readonly kind: "persistence-failed"; readonly error: string };

export type AuditKind = AuditOutcome["kind"];
export const auditKinds: readonly AuditKind[] = [
  "blocked",
  "requires-confirmation",
  "cached",
  "replayed",
  "invalidated",
  "completed",
  "persistence-failed",
];

/** One terminal state of one call, or one question about it. */
export interface AuditRecord {
  /** The entry that says so. */
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sessionId?: SessionId;
  readonly runId?: RunId;
  readonly turn: number;
  readonly callId: CallId;
  readonly tool: string;
  readonly headline: Headline;
  readonly access: Access;
  readonly requestedInput: JsonValue;
  /** Differs from what was requested where a person changed the arguments. */
  readonly effectiveInput: JsonValue;
  /** Who asked for it, where that was a nested agent. */
  readonly agentPath?: readonly string[];
  /** Which model asked for it, as its run was started. */
  readonly provenance: { readonly provider: string; readonly model: string };
  readonly outcome: AuditOutcome;
}

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

interface KnownCall {
  readonly requested: EventOf<"call-requested">;
  readonly turn: number;
  readonly runId: RunId | undefined;
  effectiveInput: JsonValue;
  result: CallResult | undefined;
}

interface KnownRun {
  readonly provenance: AuditRecord["provenance"];
  readonly agentPath: readonly string[] | undefined;
  /** The calls of its latest message. */
  round: { readonly messageId: MessageId; readonly calls: CallId[] } | undefined;
}

/** Reads entries in order of `seq`; total, whatever is missing or damaged in the log. */
export interface AuditFold {
  readonly add: (entry: LogEntry) => void;
  readonly records: readonly AuditRecord[];
}

const nobody: AuditRecord["provenance"] = { provider: "unknown", model: "unknown" };

const outcomeOf = (outcome: CallOutcome, result: CallResult): AuditOutcome => {
  switch (outcome.type) {
    case "denied":
      return { kind: "blocked", reason: outcome.reason };
    case "stopped":
      return outcome.when === "running" ? { kind: "completed", result } : { kind: "blocked", reason: result.text };
    case "failed":
      // The gate settles a call so where its effect did not fit any more.
      if (outcome.failure.type === "storage-full") return { kind: "persistence-failed", error: outcome.failure.message };
      if (isInvalidation(outcome.failure)) return { kind: "invalidated", message: outcome.failure.message };
      return { kind: "completed", result };
    case "done":
    case "timed-out":
      return { kind: "completed", result };
  }
};

const descriptionOf = ({ rule, prepared }: Approval): string =>
  prepared === undefined ? rule.sentence : `${rule.sentence}\n${prepared.snapshot}`;

export const createAuditFold = (): AuditFold => {
  const calls = new Map<CallId, KnownCall>();
  const runs = new Map<RunId, KnownRun>();
  const records: AuditRecord[] = [];

  const tell = ({ seq, at, sessionId, runId }: LogEntry, callId: CallId, outcome: AuditOutcome): void => {
    const call = calls.get(callId);
    if (call === undefined) return;
    const { tool, headline, access, input } = call.requested;
    const { provenance = nobody, agentPath } = (runId === undefined ? undefined : runs.get(runId)) ?? {};
    const record: Writable<AuditRecord> = {
      seq,
      at,
      turn: call.turn,
      callId,
      tool,
      headline,
      access,
      requestedInput: input,
      effectiveInput: call.effectiveInput,
      provenance,
      outcome,
    };
    if (sessionId !== undefined) record.sessionId = sessionId;
    if (runId !== undefined) record.runId = runId;
    if (agentPath !== undefined) record.agentPath = agentPath;
    records.push(record);
  };

  const request = ({ runId, turn }: LogEntry, event: EventOf<"call-requested">): void => {
    const { callId, messageId, input } = event;
    if (calls.has(callId)) return;
    calls.set(callId, { requested: event, turn: turn ?? 0, runId, effectiveInput: input, result: undefined });
    const run = runId === undefined ? undefined : runs.get(runId);
    if (run === undefined) return;
    if (run.round?.messageId === messageId) run.round.calls.push(callId);
    else run.round = { messageId, calls: [callId] };
  };

  const settle = (entry: LogEntry, { callId, outcome, editedFields }: EventOf<"call-settled">): void => {
    const call = calls.get(callId);
    if (call === undefined) return;
    const result = callResult(outcome, editedFields);
    const isAgain = call.result !== undefined;
    call.result ??= result;
    tell(entry, callId, isAgain ? { kind: "replayed", result } : outcomeOf(outcome, result));
  };

  /** The entry has no run of its own, because the run may be over; the call's is meant. */
  const replay = (entry: LogEntry, callId: CallId): void => {
    const call = calls.get(callId);
    if (call === undefined) return;
    const result = call.result ?? { text: "Its result was submitted already.", isError: false };
    tell(call.runId === undefined ? entry : { ...entry, runId: call.runId }, callId, { kind: "replayed", result });
  };

  /** A round that was cut off goes through the gate again; what was settled of it is answered from the log. */
  const resume = (entry: LogEntry): void => {
    const round = (entry.runId === undefined ? undefined : runs.get(entry.runId))?.round?.calls ?? [];
    if (round.every((callId) => calls.get(callId)?.result !== undefined)) return;
    for (const callId of round) {
      const result = calls.get(callId)?.result;
      if (result !== undefined) tell(entry, callId, { kind: "cached", result });
    }
  };

  const add = (entry: LogEntry): void => {
    const { event, runId } = entry;
    switch (event.type) {
      case "run-started": {
        const { model, parent } = event;
        if (runId === undefined) return;
        const provenance = { provider: model.provider, model: modelName(model) };
        runs.set(runId, { provenance, agentPath: parent?.agentPath, round: undefined });
        return;
      }
      case "run-resumed":
        return resume(entry);
      case "call-requested":
        return request(entry, event);
      case "approval-requested": {
        const call = calls.get(event.approval.callId);
        if (call !== undefined) call.effectiveInput = event.approval.input;
        return tell(entry, event.approval.callId, { kind: "requires-confirmation", description: descriptionOf(event.approval) });
      }
      case "call-settled":
        return settle(entry, event);
      case "result-replayed":
        return replay(entry, event.callId);
      default:
    }
  };

  return { add, records };
};

/** Every terminal state of every call, in the order in which the log tells of them. */
export const auditOf = (entries: readonly LogEntry[]): readonly AuditRecord[] => {
  const fold = createAuditFold();
  for (const entry of entries) fold.add(entry);
  return fold.records;
};

/** One record a line, as JSON. */
export const auditJsonl = (records: readonly AuditRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");
