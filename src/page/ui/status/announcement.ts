import type { Approval } from "../../../kernel/approval.ts";
import type { ApprovalId } from "../../../kernel/ids.ts";

/** What to say when questions arrive: the newest one by its headline, and how many wait. Undefined where none is new. */
export const approvalAnnouncement = (approvals: readonly Approval[], known: ReadonlySet<ApprovalId>): string | undefined => {
  const newest = approvals.findLast(({ approvalId }) => !known.has(approvalId));
  if (newest === undefined) return undefined;
  const { verb, object } = newest.headline;
  return `Approval needed: ${verb} ${object}. ${approvals.length} waiting.`;
};
