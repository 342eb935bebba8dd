import type { Failure } from "../../../kernel/base/failure.ts";
import type { RuleId } from "../../../kernel/base/ids.ts";
import { assertNever, err, ok, type Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { Expectation } from "../../../kernel/contracts/store.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { approvalClosed, claimOf, editedCall, editedRule, type Question, questionFor, stillAsks, waitForAnswer } from "./ask.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { ruledCall } from "./hooked-call.ts";
import { deniedBy, type Preview, previewWrite, type StagedPreview } from "./preview.ts";
import { appendEntries, type Blob, draftOf, type Settlement, settlementOf, settleTogether, startedDraft } from "./record.ts";
import { expireOpen, settleStopped } from "./stop.ts";
import { argumentsVerdict, effectVerdict } from "./verdict.ts";

/** How often one write is previewed again because the files it read changed before its commit. */
const maxPreviewRounds = 5;

/** One write of the round on its way. Everything that changes about it changes here. */
interface Slot {
  /** The arguments that run; a person may replace them. */
  call: ReadyCall;
  /** The arguments as the model sent them. */
  readonly asked: ReadyCall;
  preview: Preview | undefined;
  /** The stored question that asks about exactly this preview. */
  approval: Approval | undefined;
  conflicts: number;
}

interface WriteRound {
  readonly deps: GateDeps;
  readonly round: Round;
  readonly slots: readonly Slot[];
}

/** What settling one slot came to: its result, or the round was stopped before. */
type Step = Result<SettledCall | "stopped", Failure>;

/**
 * Settles consecutive writes. Each is previewed on top of the one before; those that need it are asked together; then they
 * are decided in order, and a write behind a waiting one waits.
 *
 *   start ──► preview all ──► ask together ──► for each in order:
 *               ▲                               answer ──► commit ──► settled
 *               └── rejected: the later ones ◄─────┤          │
 *               └── edited or conflict: it and the later ones ◄┘
 */
export const settleWrites = async (
  deps: GateDeps,
  calls: readonly ReadyCall[],
  round: Round,
): Promise<Result<readonly SettledCall[], Failure>> => {
  const writes: WriteRound = { deps, round, slots: calls.map((call) => openSlot(deps, call)) };
  for (const slot of writes.slots) {
    // What a person made of the arguments before a reload is asked about like any other.
    if (slot.call !== slot.asked) slot.call = await ruledCall(deps, slot.call, slot.asked.input, round);
  }
  const started = await startWrites(writes);
  if (!started.ok) return started;
  const previewed = await previewFrom(writes, 0);
  if (!previewed.ok) return previewed;
  const settled: SettledCall[] = [];
  for (const [index, slot] of writes.slots.entries()) {
    const step = await settleSlot(writes, slot, index);
    if (!step.ok) return step;
    if (step.value === "stopped") {
      const stopped = await settleStopped(deps, round, writes.slots.slice(index).map(stoppedSettlement));
      return stopped.ok ? ok([...settled, ...stopped.value]) : stopped;
    }
    settled.push(step.value);
  }
  return ok(settled);
};

/** Takes up the newest stored question about the call, and with it the arguments that a person gave it. */
const openSlot = (deps: GateDeps, asked: ReadyCall): Slot => {
  const approval = deps.approver.openFor(asked.callId).at(-1);
  const call = approval === undefined || approval.editedFields.length === 0 ? undefined : editedCall(deps, asked, approval.input);
  return { call: call ?? asked, asked, preview: undefined, approval, conflicts: 0 };
};

/** The started entries of all writes that may run, in one commit, before the first runs. */
const startWrites = ({ deps, round, slots }: WriteRound): Promise<Result<null, Failure>> => {
  const entries: EntryDraft[] = [];
  for (const { call } of slots) {
    if (deps.ledger.entryFor(call.callId).status !== "fresh") continue;
    if (argumentsVerdict(deps, call, round).decision === "deny") continue;
    entries.push(startedDraft(round, call));
  }
  return entries.length === 0 ? Promise.resolve(ok(null)) : appendEntries(deps, { entries });
};

/**
 * Previews the slots from `first` on over the committed files, each on top of the one before, and stores the questions that
 * follow. Every slot before `first` is settled, so the committed files are what it stands on.
 */
const previewFrom = async (writes: WriteRound, first: number): Promise<Result<null, Failure>> => {
  const { deps, round, slots } = writes;
  const open = slots.slice(first);
  let base = deps.tree;
  for (const slot of open) {
    // What made calls of its own is ended from the inside, where they are to be ended.
    if (round.signal.aborted && slot.call.tool.nests !== true) return ok(null);
    slot.preview = await previewWrite(deps, slot.call, base, round);
    if (slot.preview.status === "staged") base = slot.preview.tree;
  }
  return round.signal.aborted ? ok(null) : askFor(writes, open);
};

const questionOf = ({ call }: Slot, { effect, risks, verdict }: StagedPreview): Question | undefined => {
  const { ruleId, sentence } = verdict.rule;
  if (verdict.decision === "ask") return { call, kind: "effect", risks, effect, rule: { ruleId, sentence } };
  return call.editedFields.length > 0 ? { call, kind: "effect", risks, effect, rule: editedRule } : undefined;
};

/** Stores what has to be asked in one commit: new questions with their staged contents, and the end of outdated ones. */
const askFor = async ({ deps, round }: WriteRound, slots: readonly Slot[]): Promise<Result<null, Failure>> => {
  const entries: EntryDraft[] = [];
  const blobs: Blob[] = [];
  let asks = false;
  for (const slot of slots) {
    const { callId } = slot.call;
    const staged = slot.preview?.status === "staged" ? slot.preview : undefined;
    const question = staged === undefined ? undefined : questionOf(slot, staged);
    if (staged !== undefined) blobs.push(...staged.blobs);
    const kept =
      slot.approval !== undefined && question !== undefined && stillAsks(slot.approval, question) ? slot.approval : undefined;
    for (const { approvalId } of deps.approver.openFor(callId)) {
      if (approvalId !== kept?.approvalId)
        entries.push(draftOf(round, callId, { type: "approval-superseded", approvalId, callId }));
    }
    slot.approval = kept;
    if (question === undefined || kept !== undefined) continue;
    slot.approval = await questionFor(deps, round, question);
    asks = true;
    entries.push(draftOf(round, callId, { type: "approval-requested", approval: slot.approval }));
  }
  // Nothing is asked after a stop.
  if (round.signal.aborted) return ok(null);
  // A later question may show contents that an earlier write of the round stages, so all of them are kept.
  return entries.length === 0 ? ok(null) : appendEntries(deps, { entries, blobs: asks ? blobs : [] });
};

/** What a slot's commit stands on: the rule that decided, and the question that a person answered, if one was asked. */
interface Decided {
  readonly preview: StagedPreview;
  readonly ruleId: RuleId;
  readonly claim: Approval | undefined;
}

/** Decides one slot; every slot before it is settled. Comes back to itself after an edit or a conflict. */
const settleSlot = async (writes: WriteRound, slot: Slot, index: number): Promise<Step> => {
  const { deps, round } = writes;
  for (;;) {
    const { approval, call, preview } = slot;
    if (preview?.status === "ended" && (preview.settlement.outcome.type !== "stopped" || !round.signal.aborted))
      return settleOne(writes, preview.settlement);
    if (round.signal.aborted || preview?.status !== "staged") return ok("stopped");
    const verdict = effectVerdict(deps, call, round, preview);
    const { durationMs } = preview;
    if (verdict.decision === "deny") return dropSlot(writes, index, { ...deniedBy(call, verdict), durationMs });
    const { ruleId } = verdict.rule;
    let step: Step | "again";
    if (verdict.decision === "allow" && call.editedFields.length === 0) {
      step = await commitSlot(writes, slot, index, { preview, ruleId, claim: undefined });
    } else if (approval === undefined) {
      // A rule that asks appeared after the preview.
      step = await previewAgain(writes, index);
    } else {
      const answer = await waitForAnswer(deps, approval, round.signal);
      if (answer === undefined) return ok("stopped");
      // A rule that denies wins over an answer that was given before it, but for a refusal: its reason is the person's.
      const later = answer.type === "reject" ? verdict : effectVerdict(deps, call, round, preview);
      if (later.decision === "deny") return dropSlot(writes, index, { ...deniedBy(call, later), durationMs });
      step = await applyAnswer(writes, slot, index, answer, { preview, ruleId, claim: approval });
    }
    if (step !== "again") return step;
  }
};

const previewAgain = async (writes: WriteRound, index: number): Promise<Step | "again"> => {
  const previewed = await previewFrom(writes, index);
  return previewed.ok ? "again" : previewed;
};

const applyAnswer = async (
  writes: WriteRound,
  slot: Slot,
  index: number,
  answer: ApprovalAnswer,
  decided: Decided,
): Promise<Step | "again"> => {
  switch (answer.type) {
    case "approve":
    case "allow-for":
      return commitSlot(writes, slot, index, decided);
    case "reject": {
      const denied = { type: "denied", by: "person", reason: answer.reason } as const;
      const settlement = settlementOf(slot.call, denied, decided.preview.durationMs);
      return dropSlot(writes, index, { ...settlement, ...approvalIdOf(decided) });
    }
    case "edit": {
      const edited = editedCall(writes.deps, slot.asked, answer.input);
      if (edited === undefined) throw new Error("An edit whose arguments its tool cannot read was stored.");
      slot.call = await ruledCall(writes.deps, edited, slot.asked.input, writes.round);
      slot.approval = undefined;
      return previewAgain(writes, index);
    }
    case "mark-done":
    case "retry":
    case "reply":
    case "decline":
    case "result":
      throw new Error(`The answer "${answer.type}" was stored for a change.`);
    default:
      return assertNever(answer);
  }
};

const approvalIdOf = ({ claim }: Decided): Pick<Settlement, "approvalId"> =>
  claim === undefined ? {} : { approvalId: claim.approvalId };

const versionsOf = (effect: WorkspaceEffect): readonly Expectation[] => {
  const versions = new Map<string, string | null>();
  for (const { path, before } of effect.files) versions.set(path, before?.version ?? null);
  // What was read is older than what stood there when the call was over: another session may have written in between.
  for (const { path, version } of effect.reads) versions.set(path, version);
  return [...versions].map(([path, version]) => ({ type: "file-version", path, version }));
};

/** The one commit of a write: its entry, its contents, its claim on the approval, and every version it stands on. */
const commitSlot = async (writes: WriteRound, slot: Slot, index: number, decided: Decided): Promise<Step | "again"> => {
  const { deps, round } = writes;
  const { call } = slot;
  const { claim, preview, ruleId } = decided;
  const { effect, outcome, durationMs } = preview;
  const settlement: Settlement = {
    ...settlementOf(call, outcome, durationMs),
    ruleId,
    ...(effect.files.length > 0 ? { effect } : {}),
    ...approvalIdOf(decided),
  };
  const stored = await settleTogether(deps, round, [settlement], {
    // A question that a rule answered meanwhile closes with the commit.
    entries: claim === undefined ? expireOpen(deps, round, call.callId, "A rule allows it.") : [],
    blobs: preview.blobs,
    expects: claim === undefined ? versionsOf(effect) : [...versionsOf(effect), claimOf(claim)],
  });
  if (stored.ok) return first(stored.value);
  if (stored.error.type !== "conflict") return stored;
  slot.conflicts += 1;
  const isClosed =
    claim !== undefined && !deps.approver.openFor(call.callId).some(({ approvalId }) => approvalId === claim.approvalId);
  if (!isClosed && slot.conflicts < maxPreviewRounds) return previewAgain(writes, index);
  const failure = isClosed ? approvalClosed : keptChanging;
  return dropSlot(writes, index, settlementOf(call, { type: "failed", failure }, durationMs));
};

const keptChanging: Failure = {
  type: "conflict",
  message: `the files kept changing while this call was carried out (${maxPreviewRounds} tries), so it changed nothing. Read them again, then repeat the call.`,
};

const first = ([settled]: readonly SettledCall[]): Step => {
  if (settled === undefined) throw new Error("A commit of one call gave no result.");
  return ok(settled);
};

const settleOne = async ({ deps, round }: WriteRound, settlement: Settlement): Promise<Step> => {
  const entries =
    settlement.approvalId === undefined ? expireOpen(deps, round, settlement.callId, "The call ended without it.") : [];
  const stored = await settleTogether(deps, round, [settlement], { entries });
  return stored.ok ? first(stored.value) : stored;
};

/** Settles a staged write without its effect, then previews the later ones, which stood on it, again. */
const dropSlot = async (writes: WriteRound, index: number, settlement: Settlement): Promise<Step> => {
  const step = await settleOne(writes, settlement);
  if (!step.ok || index + 1 >= writes.slots.length) return step;
  const previewed = await previewFrom(writes, index + 1);
  return previewed.ok ? step : err(previewed.error);
};

const stoppedSettlement = ({ call, preview }: Slot): Settlement => {
  if (preview === undefined) return settlementOf(call, { type: "stopped", when: "before-start" });
  if (preview.status === "ended") return preview.settlement;
  return settlementOf(call, { type: "stopped", when: "waiting" }, preview.durationMs);
};
