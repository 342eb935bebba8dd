import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../src/kernel/rules/approval.ts";
import type { Problem } from "./auditor.ts";

type Standing =
  | { readonly status: "pending" | "superseded" | "expired" }
  | { readonly status: "answered"; readonly answer: ApprovalAnswer }
  | { readonly status: "used"; readonly seq: number };

interface Question {
  readonly approval: Approval;
  readonly standing: Standing;
}

const allows = (answer: ApprovalAnswer): boolean => answer.type !== "reject" && answer.type !== "edit";

/** What a settled call must share with the question that it names. */
const auditUse = (
  { seq, event }: LogEntry & { readonly event: { readonly type: "call-settled" } },
  question: Question | undefined,
): readonly Problem[] => {
  const name = `Entry ${seq} settles call ${event.callId}`;
  if (question === undefined) return [`${name} by approval ${event.approvalId}, which was never asked for.`];
  const { approval, standing } = question;
  const problems: Problem[] = [];
  if (approval.callId !== event.callId) problems.push(`${name} by the approval of call ${approval.callId}.`);
  if (event.outcome.type !== "done") return problems;
  if (standing.status !== "answered" || !allows(standing.answer))
    problems.push(`${name} although approval ${approval.approvalId} was ${standing.status} and did not allow it.`);
  if (approval.inputHash !== event.inputHash) problems.push(`${name} with other arguments than were approved.`);
  if (event.effect !== undefined && approval.effect.hash !== event.effect.hash)
    problems.push(`${name} with another effect than was approved.`);
  return problems;
};

/** A question is asked once, answered at most once while it is open, and allows one call: the one with these arguments and this effect. */
export const auditApprovals = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const questions = new Map<string, Question>();
  const move = (seq: number, approvalId: string, from: Standing["status"][], standing: Standing): void => {
    const question = questions.get(approvalId);
    if (question === undefined) problems.push(`Entry ${seq} is about approval ${approvalId}, which was never asked for.`);
    else if (!from.includes(question.standing.status))
      problems.push(
        `Entry ${seq} makes approval ${approvalId} ${standing.status}, which is already ${question.standing.status}.`,
      );
    else questions.set(approvalId, { ...question, standing });
  };
  for (const entry of entries) {
    const { seq, event } = entry;
    switch (event.type) {
      case "approval-requested": {
        const { approval } = event;
        if (questions.has(approval.approvalId))
          problems.push(`Entry ${seq} asks for approval ${approval.approvalId} a second time.`);
        questions.set(approval.approvalId, { approval, standing: { status: "pending" } });
        break;
      }
      case "approval-answered":
        move(seq, event.approvalId, ["pending"], { status: "answered", answer: event.answer });
        break;
      case "approval-superseded":
        move(seq, event.approvalId, ["pending", "answered"], { status: "superseded" });
        break;
      case "approval-expired":
        move(seq, event.approvalId, ["pending", "answered"], { status: "expired" });
        break;
      case "call-settled": {
        if (event.approvalId === undefined) break;
        const question = questions.get(event.approvalId);
        problems.push(...auditUse({ ...entry, event }, question));
        if (question !== undefined) questions.set(event.approvalId, { ...question, standing: { status: "used", seq } });
        break;
      }
      default:
    }
  }
  return problems;
};
