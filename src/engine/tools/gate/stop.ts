import { callEndOf, interruptionOf } from "../../../kernel/base/abort.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { CallId } from "../../../kernel/base/ids.ts";
import { err, type Result } from "../../../kernel/base/result.ts";
import type { Soon } from "../../../kernel/base/soon.ts";
import type { ApproverDep } from "../../../kernel/contracts/approver.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import type { GateDeps, Round } from "./gate-deps.ts";
import { draftOf, type Settlement, settleTogether } from "./record.ts";

const none: readonly EntryDraft[] = [];

/** Closes every question that is still open about a call. */
export const expireOpen = ({ approver }: ApproverDep, round: Round, callId: CallId, reason: string): readonly EntryDraft[] => {
  const open = approver.openFor(callId);
  if (open.length === 0) return none;
  return open.map(({ approvalId }) => draftOf(round, callId, { type: "approval-expired", approvalId, callId, reason }));
};

const expireAll = (
  deps: ApproverDep,
  round: Round,
  settlements: readonly Settlement[],
  reason: string,
): readonly EntryDraft[] => {
  let expired = none;
  for (const { callId } of settlements) {
    const entries = expireOpen(deps, round, callId, reason);
    if (entries.length > 0) expired = [...expired, ...entries];
  }
  return expired;
};

/** A call that could not go on was not stopped by anybody. Why is told by who prepared it. */
const endedWith =
  (failure: Failure) =>
  (settlement: Settlement): Settlement => {
    if (settlement.outcome.type !== "stopped") return settlement;
    return { ...settlement, outcome: { type: "failed", failure, origins: [{ type: "outside", tool: settlement.tool }] } };
  };

/**
 * Ends the rest of a stopped round in one commit: its open questions expire and every call gets its one result. An interrupted
 * round leaves both as they are: nobody stopped them, and they are taken up when the run is resumed.
 */
export const settleStopped = (
  deps: GateDeps,
  round: Round,
  settlements: readonly Settlement[],
): Soon<Result<readonly SettledCall[], Failure>> => {
  const failure = interruptionOf(round.signal);
  if (failure !== undefined) return err(failure);
  const end = callEndOf(round.signal);
  return settleTogether(deps, round, end === undefined ? settlements : settlements.map(endedWith(end)), {
    entries: expireAll(deps, round, settlements, end?.message ?? "The run was stopped."),
  });
};
