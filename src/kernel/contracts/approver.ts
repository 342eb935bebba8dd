import type { ApprovalId, CallId } from "../base/ids.ts";
import type { Approval, ApprovalAnswer } from "../rules/approval.ts";

/** The gate's way to the person. Questions are stored records; this only waits for, and finds, their answers. */
export interface Approver {
  /** Resolves with the stored answer, at once if there is one. Rejects never; on abort the promise may stay open. */
  readonly answerTo: (approvalId: ApprovalId, signal: AbortSignal) => Promise<ApprovalAnswer>;
  /** Stored questions about a call that are `pending` or `answered`, oldest first. */
  readonly openFor: (callId: CallId) => readonly Approval[];
}

export interface ApproverDep {
  readonly approver: Approver;
}
