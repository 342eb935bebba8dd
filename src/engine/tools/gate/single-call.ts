import { interruptionOf } from "../../../kernel/base/abort.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { assertNever, err, ok, type Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { accessRisks } from "../rules/risk.ts";
import {
  approvalClosed,
  claimOf,
  editedCall,
  editedRule,
  inDoubtRule,
  type Question,
  questionFor,
  stillAsks,
  unknownEffect,
  waitForAnswer,
} from "./ask.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { ruledCall } from "./hooked-call.ts";
import { deniedBy } from "./preview.ts";
import { runWithoutEffect } from "./read-round.ts";
import { appendEntries, draftOf, type Settlement, settlementOf, settleTogether, startedDraft } from "./record.ts";
import { expireOpen, settleStopped } from "./stop.ts";
import { allowedCall, argumentsVerdict } from "./verdict.ts";

/** What is done with the call next. */
type Next =
  | { readonly type: "run"; readonly call: ReadyCall; readonly claim: Approval | undefined }
  | { readonly type: "ask-again"; readonly call: ReadyCall }
  | { readonly type: "settle"; readonly settlement: Settlement }
  | { readonly type: "stopped" };

const markedDone: CallOutcome = {
  type: "done",
  output: { text: "The person checked and marked this call as done. What it gave back is not known.", isError: false },
};

const stoppedInDoubt: CallOutcome = {
  type: "failed",
  failure: {
    type: "in-doubt",
    message:
      "this call was started before the tab closed and its outcome is unknown; the run was stopped before anybody checked. Check outside before it is done again.",
  },
};

/**
 * Settles one call that cannot be previewed, or a read that a rule asks about: it is approved before it runs. The started
 * entry claims the approval and is stored before anything leaves; a call outside the workspace that was started and never
 * settled is never repeated without a person's word.
 */
export const settleSingle = async (deps: GateDeps, asked: ReadyCall, round: Round): Promise<Result<SettledCall, Failure>> => {
  const stored = deps.approver.openFor(asked.callId).at(-1);
  const edited = stored && stored.editedFields.length > 0 ? editedCall(deps, asked, stored.input) : undefined;
  let call = edited === undefined ? asked : await ruledCall(deps, edited, asked.input, round);
  const ledger = deps.ledger.entryFor(asked.callId);
  // What goes on outside under a known name can be looked at: nobody has to be asked.
  if (deps.ledger.operationOf(asked.callId) !== undefined) return takeUpSingle(deps, call, round);
  const isInDoubt = ledger.status === "in-doubt" && ledger.access === "external";
  for (;;) {
    const next = await decideSingle(deps, asked, call, round, isInDoubt);
    if (!next.ok) return next;
    switch (next.value.type) {
      case "ask-again":
        call = round.asked === undefined ? next.value.call : await ruledCall(deps, next.value.call, asked.input, round);
        break;
      case "settle":
        return settleOne(deps, round, next.value.settlement);
      case "stopped":
        return stopOne(deps, round, settlementOf(call, isInDoubt ? stoppedInDoubt : { type: "stopped", when: "waiting" }));
      case "run":
        return runSingle(deps, next.value.call, round, next.value.claim);
      default:
        return assertNever(next.value);
    }
  }
};

/** Rules first, then the person where one has to be asked. */
const decideSingle = async (
  deps: GateDeps,
  asked: ReadyCall,
  call: ReadyCall,
  round: Round,
  isInDoubt: boolean,
): Promise<Result<Next, Failure>> => {
  // A container that had begun was let begin. It is taken up in any case: its calls are judged one by one, also to be stopped.
  if (call.tool.access === "container" && deps.ledger.entryFor(call.callId).status === "in-doubt")
    return ok({ type: "run", call, claim: undefined });
  if (round.signal.aborted) return ok({ type: "stopped" });
  const verdict = argumentsVerdict(deps, call, round);
  if (verdict.decision === "deny" && !isInDoubt) return ok({ type: "settle", settlement: deniedBy(call, verdict) });
  const isEdited = call.editedFields.length > 0;
  if (verdict.decision === "allow" && !isEdited && !isInDoubt)
    return ok({ type: "run", call: allowedCall(call, verdict), claim: undefined });
  const { ruleId, sentence } = verdict.rule;
  const rule = isInDoubt ? inDoubtRule : verdict.decision === "allow" ? editedRule : { ruleId, sentence };
  const risks = accessRisks(call.tool.access);
  const question: Question = { call, kind: isInDoubt ? "in-doubt" : "effect", risks, effect: unknownEffect(deps), rule };
  const approval = await askSingle(deps, question, round);
  if (!approval.ok) return approval;
  const answer = await waitForAnswer(deps, approval.value, round.signal);
  if (answer === undefined) return ok({ type: "stopped" });
  const next = nextFor(deps, asked, call, approval.value, answer);
  // A rule that denies wins over an answer that was given before it.
  const later = next.type === "run" ? argumentsVerdict(deps, call, round) : verdict;
  return ok(next.type === "run" && later.decision === "deny" ? { type: "settle", settlement: deniedBy(call, later) } : next);
};

const nextFor = (deps: GateDeps, asked: ReadyCall, call: ReadyCall, approval: Approval, answer: ApprovalAnswer): Next => {
  const { approvalId } = approval;
  switch (answer.type) {
    case "approve":
    case "allow-for":
    case "retry":
      return { type: "run", call, claim: approval };
    case "mark-done":
      return { type: "settle", settlement: { ...settlementOf(call, markedDone), approvalId } };
    case "reject": {
      const outcome = { type: "denied", by: "person", reason: answer.reason } as const;
      return { type: "settle", settlement: { ...settlementOf(call, outcome), approvalId } };
    }
    case "edit": {
      const edited = editedCall(deps, asked, answer.input);
      if (edited === undefined) throw new Error("An edit whose arguments its tool cannot read was stored.");
      return { type: "ask-again", call: edited };
    }
    case "reply":
    case "decline":
    case "result":
      throw new Error(`The answer "${answer.type}" was stored for a call that asks nothing.`);
    default:
      return assertNever(answer);
  }
};

/** The stored question that asks exactly this, or a new one; every other open question about the call is over. */
export const askSingle = async (deps: GateDeps, question: Question, round: Round): Promise<Result<Approval, Failure>> => {
  const { callId } = question.call;
  const open = deps.approver.openFor(callId);
  const kept = open.findLast((approval) => approval.answer?.type !== "edit" && stillAsks(approval, question));
  const entries: EntryDraft[] = [];
  for (const { approvalId } of open) {
    if (approvalId !== kept?.approvalId)
      entries.push(draftOf(round, callId, { type: "approval-superseded", approvalId, callId }));
  }
  const approval = kept ?? (await questionFor(deps, round, question));
  if (kept === undefined) entries.push(draftOf(round, callId, { type: "approval-requested", approval }));
  // Nothing is asked after a stop: whoever waits for the answer hears of it.
  const stored = entries.length === 0 || round.signal.aborted ? ok(null) : await appendEntries(deps, { entries });
  return stored.ok ? ok(approval) : stored;
};

/** Looks again at what was begun before; the question that allowed it closes with its result. */
const takeUpSingle = (deps: GateDeps, call: ReadyCall, round: Round): Promise<Result<SettledCall, Failure>> => {
  const claim = deps.approver.openFor(call.callId).findLast(({ status }) => status === "answered");
  return carryOutSingle(deps, call, round, claim);
};

const runSingle = async (
  deps: GateDeps,
  call: ReadyCall,
  round: Round,
  claim: Approval | undefined,
): Promise<Result<SettledCall, Failure>> => {
  const wasStarted = claim === undefined && deps.ledger.entryFor(call.callId).status === "in-doubt";
  const entries = wasStarted ? [] : [startedDraft(round, call)];
  const started = wasStarted
    ? ok(null)
    : await appendEntries(deps, { entries, expects: claim === undefined ? [] : [claimOf(claim)] });
  if (!started.ok) {
    if (started.error.type !== "conflict") return started;
    return settleOne(deps, round, settlementOf(call, { type: "failed", failure: approvalClosed }));
  }
  return carryOutSingle(deps, call, round, claim);
};

const carryOutSingle = async (
  deps: GateDeps,
  call: ReadyCall,
  round: Round,
  claim: Approval | undefined,
): Promise<Result<SettledCall, Failure>> => {
  const ended = await runWithoutEffect(deps, call, round);
  // Started and not settled: the ledger decides when the run is resumed.
  const interruption = ended.outcome.type === "stopped" ? interruptionOf(round.signal) : undefined;
  if (interruption !== undefined) return err(interruption);
  return settleOne(deps, round, claim === undefined ? ended : { ...ended, approvalId: claim.approvalId });
};

const only = (settled: Result<readonly SettledCall[], Failure>): Result<SettledCall, Failure> => {
  if (!settled.ok) return settled;
  const [call] = settled.value;
  if (call === undefined) throw new Error("A commit of one call gave no result.");
  return ok(call);
};

export const stopOne = async (deps: GateDeps, round: Round, settlement: Settlement): Promise<Result<SettledCall, Failure>> =>
  only(await settleStopped(deps, round, [settlement]));

export const settleOne = async (deps: GateDeps, round: Round, settlement: Settlement): Promise<Result<SettledCall, Failure>> => {
  const left = expireOpen(deps, round, settlement.callId, "The call ended without it.");
  const entries = settlement.approvalId === undefined ? left : [];
  return only(await settleTogether(deps, round, [settlement], { entries }));
};
