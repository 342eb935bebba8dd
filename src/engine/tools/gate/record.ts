import type { Hash } from "../../../kernel/base/canonical.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { ApprovalId, CallId, RuleId } from "../../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { type Soon, soon } from "../../../kernel/base/soon.ts";
import type { Writable } from "../../../kernel/base/writable.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { Commit, Effect, Expectation } from "../../../kernel/contracts/store.ts";
import { callResult } from "../../../kernel/conversation/call-result.ts";
import type { Served } from "../../../kernel/limits/stage-act.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { CallOutcome, Event } from "../../../kernel/log/event.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import { joinOrigins } from "../../../kernel/rules/origin.ts";
import { setAside } from "./cut-text.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";

/** How a call ends, before it is stored. */
export interface Settlement {
  readonly callId: CallId;
  readonly tool: string;
  /** Absent where nothing was held against it: a read that nobody was asked about. */
  readonly inputHash?: Hash;
  readonly editedFields: readonly string[];
  readonly outcome: CallOutcome;
  readonly durationMs: number;
  readonly effect?: WorkspaceEffect;
  readonly approvalId?: ApprovalId;
  readonly ruleId?: RuleId;
  readonly served?: Served;
}

export interface Blob {
  readonly hash: Hash;
  readonly bytes: Uint8Array;
}

/** What a commit holds beside the settled calls. */
export interface CommitParts {
  readonly entries?: readonly EntryDraft[];
  readonly blobs?: readonly Blob[];
  readonly expects?: readonly Expectation[];
}

/** A settlement of a call that can run, without an effect. */
export const settlementOf = (
  { callId, tool, inputHash, editedFields, allowedBy }: ReadyCall,
  outcome: CallOutcome,
  durationMs = 0,
): Settlement => {
  const settlement: Writable<Settlement> = { callId, tool: tool.name, editedFields, outcome, durationMs };
  const hash = tool.access === "read" ? inputHash.known() : inputHash.value();
  if (hash !== undefined) settlement.inputHash = hash;
  if (allowedBy !== undefined) settlement.ruleId = allowedBy;
  return settlement;
};

/** An entry about one call, on behalf of the round. */
export const draftOf = ({ scope }: Round, callId: CallId, event: Event): EntryDraft => ({
  sessionId: scope.sessionId,
  runId: scope.runId,
  turn: scope.turn,
  callId,
  causes: scope.causes,
  origins: scope.origins,
  event,
});

export const startedDraft = (round: Round, { callId, inputHash, tool }: ReadyCall): EntryDraft =>
  draftOf(round, callId, { type: "call-started", callId, tool: tool.name, inputHash: inputHash.value(), access: tool.access });

/** What the log is told of a settlement; what is absent or empty is left out. */
const settledEvent = (settlement: Settlement): Event => {
  const { callId, tool, inputHash, editedFields, outcome, durationMs, ruleId, effect, approvalId, served } = settlement;
  const event = { type: "call-settled", callId, tool, outcome, durationMs } as const;
  const isPlain =
    inputHash === undefined && ruleId === undefined && effect === undefined && approvalId === undefined && served === undefined;
  if (isPlain && editedFields.length === 0) return event;
  return {
    ...event,
    ...(inputHash === undefined ? {} : { inputHash }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(effect === undefined ? {} : { effect }),
    ...(approvalId === undefined ? {} : { approvalId }),
    ...(served === undefined ? {} : { served }),
    ...(editedFields.length === 0 ? {} : { editedFields }),
  };
};

const settledDraft = (round: Round, settlement: Settlement): EntryDraft => {
  const draft = draftOf(round, settlement.callId, settledEvent(settlement));
  const { origins } = settlement.outcome;
  return origins === undefined ? draft : { ...draft, origins: joinOrigins(draft.origins, origins) };
};

/** What the caller of the gate is told; the same from a settlement and from the ledger. */
export const settledCall = (
  callId: CallId,
  outcome: CallOutcome,
  editedFields: readonly string[],
  changedFiles: number,
): SettledCall => {
  const { text, isError, pictures } = callResult(outcome, editedFields);
  const settled: Writable<SettledCall> = { callId, outcome, resultText: text, isError, changedFiles };
  if (pictures !== undefined) settled.pictures = pictures;
  return settled;
};

const answerOf = ({ callId, outcome, editedFields, effect }: Settlement): SettledCall =>
  settledCall(callId, outcome, editedFields, effect?.files.length ?? 0);

const putBlob = ({ hash, bytes }: Blob): Effect => ({ type: "put", table: "blobs", row: { key: hash, bytes } });

/** One strict commit of entries that settle nothing, such as questions and starts. */
export const appendEntries = async (
  { store }: GateDeps,
  { entries = [], blobs = [], expects = [] }: CommitParts,
): Promise<Result<null, Failure>> => {
  const stored = await store.append({ entries, effects: blobs.map(putBlob), expects, durability: "strict" });
  return stored.ok ? ok(null) : stored;
};

const notSaved = (settlement: Settlement, failure: Failure): Settlement => {
  const { effect: _dropped, ...rest } = settlement;
  const message = `the storage is full, so this call was not saved and changed nothing. ${failure.message}`;
  return { ...rest, outcome: { type: "failed", failure: { type: "storage-full", message } } };
};

/** The settlement with a result that fits into its entry; the whole of a longer one joins the contents of the commit. */
const withoutLength = (settlement: Settlement, aside: Blob[]): Settlement => {
  const { outcome } = settlement;
  const kept = outcome.type === "done" ? setAside(outcome.output.text) : undefined;
  if (outcome.type !== "done" || kept === undefined) return settlement;
  const { bytes, hash, text } = kept;
  aside.push({ hash, bytes });
  return { ...settlement, outcome: { ...outcome, output: { ...outcome.output, text, artifact: { hash, bytes: bytes.length } } } };
};

/**
 * Settles calls in one strict commit, with whatever belongs to it; all of it is stored or nothing. When the storage is full,
 * the calls are settled as not saved if at least that can be stored, and the failure is given back so that the run pauses.
 */
export const settleTogether = (
  deps: GateDeps,
  round: Round,
  whole: readonly Settlement[],
  { entries = [], blobs = [], expects = [] }: CommitParts = {},
): Soon<Result<readonly SettledCall[], Failure>> => {
  if (whole.length === 0 && entries.length === 0) return ok([]);
  const aside: Blob[] = [];
  const settlements = whole.map((settlement) => withoutLength(settlement, aside));
  const settled = settlements.map((settlement) => settledDraft(round, settlement));
  const commit: Commit = {
    entries: entries.length === 0 ? settled : [...entries, ...settled],
    effects: blobs.length === 0 && aside.length === 0 ? [] : [...blobs, ...aside].map(putBlob),
    expects,
    durability: "strict",
  };
  return soon(deps.store.append(commit), (stored) =>
    stored.ok ? ok(settlements.map(answerOf)) : leftOpen(deps, round, settlements, stored.error),
  );
};

const leftOpen = async (
  { store }: GateDeps,
  round: Round,
  settlements: readonly Settlement[],
  failure: Failure,
): Promise<Result<readonly SettledCall[], Failure>> => {
  if (failure.type === "storage-full") {
    const failed = settlements.map((settlement) => settledDraft(round, notSaved(settlement, failure)));
    // Where even this cannot be stored, the calls stay open and the ledger decides after the pause.
    await store.append({ entries: failed, effects: [], expects: [], durability: "strict" });
  }
  return err(failure);
};
