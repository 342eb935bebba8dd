import type { ApprovalId, CallId } from "../../../kernel/base/ids.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import { replyWords } from "../../../kernel/conversation/user-question.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";

/** A question as the log tells it. One that is over keeps one sentence, for those who answer late. */
export type StoredQuestion =
  | { readonly status: "open"; readonly approval: Approval }
  | { readonly status: "closed"; readonly sentence: string };

/** All questions of the log, by their entries, and those who wait for an answer. */
export interface Questions {
  readonly find: (id: ApprovalId) => StoredQuestion | undefined;
  /** Pending and answered questions about a call, oldest first. Constant time where there is none. */
  readonly openFor: (callId: CallId) => readonly Approval[];
  readonly allOpen: () => readonly Approval[];
  readonly open: (approval: Approval) => void;
  readonly note: (entry: LogEntry) => void;
  /** Calls `resolve` with the answer when the log has it; the returned function gives up waiting. */
  readonly await: (id: ApprovalId, resolve: (answer: ApprovalAnswer) => void) => () => void;
}

const none: readonly Approval[] = [];

const describeAnswer = (answer: ApprovalAnswer): string => {
  switch (answer.type) {
    case "approve":
      return "approved";
    case "edit":
      return "sent back with changed arguments";
    case "reject":
      return "rejected";
    case "allow-for":
      return `approved with the rule "${answer.rule.sentence}"`;
    case "mark-done":
      return "marked as done";
    case "retry":
      return "sent again";
    case "reply":
      return `answered with "${replyWords(answer)}"`;
    case "decline":
      return "cancelled without an answer";
    case "result":
      return answer.isError ? "told that it did not work" : "given its result";
    default:
      return assertNever(answer);
  }
};

/** What became of a question, as the end of a sentence. */
export const decisionOf = (question: StoredQuestion | undefined): string => {
  if (question === undefined) return "it is gone";
  if (question.status === "closed") return question.sentence;
  return question.approval.answer === undefined ? "it is gone" : describeAnswer(question.approval.answer);
};

/** The questions with their order by call. */
const createQuestionTable = () => {
  const questions = new Map<ApprovalId, StoredQuestion>();
  const idsByCall = new Map<CallId, readonly ApprovalId[]>();
  const openOf = (ids: Iterable<ApprovalId>): readonly Approval[] =>
    [...ids].flatMap((id) => {
      const question = questions.get(id);
      return question?.status === "open" ? [question.approval] : [];
    });
  return {
    find: (id: ApprovalId): StoredQuestion | undefined => questions.get(id),
    openFor: (callId: CallId): readonly Approval[] => {
      const ids = idsByCall.get(callId);
      return ids === undefined ? none : openOf(ids);
    },
    allOpen: (): readonly Approval[] => openOf(questions.keys()),
    open: (approval: Approval): void => {
      const { approvalId, callId } = approval;
      const ids = idsByCall.get(callId) ?? [];
      if (!ids.includes(approvalId)) idsByCall.set(callId, [...ids, approvalId]);
      questions.set(approvalId, { status: "open", approval });
    },
    close: (id: ApprovalId, sentence: string): void => {
      const question = questions.get(id);
      if (question?.status !== "open") return;
      questions.set(id, { status: "closed", sentence });
      const { callId } = question.approval;
      const left = (idsByCall.get(callId) ?? []).filter((other) => other !== id);
      if (left.length === 0) idsByCall.delete(callId);
      else idsByCall.set(callId, left);
    },
  };
};

export const createQuestions = (): Questions => {
  const table = createQuestionTable();
  const waiting = new Map<ApprovalId, readonly ((answer: ApprovalAnswer) => void)[]>();

  const take = (id: ApprovalId, answer: ApprovalAnswer, at: number): void => {
    const question = table.find(id);
    if (question?.status !== "open") return;
    table.open({ ...question.approval, status: "answered", answer, answeredAt: at });
    const resolvers = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const resolve of resolvers) resolve(answer);
  };
  const note = ({ event, at, sessionId }: LogEntry): void => {
    if (event.type === "approval-requested") table.open(event.approval);
    else if (event.type === "approval-answered") take(event.approvalId, event.answer, at);
    else if (event.type === "approval-superseded") table.close(event.approvalId, "its effect changed, and it was asked again");
    else if (event.type === "approval-expired") table.close(event.approvalId, `it expired. ${event.reason}`);
    else if (event.type === "call-settled" && event.approvalId !== undefined) {
      table.close(event.approvalId, decisionOf(table.find(event.approvalId)));
    } else if (event.type === "session-deleted") {
      for (const approval of table.allOpen()) {
        if (approval.sessionId === sessionId) table.close(approval.approvalId, "its session was deleted");
      }
    }
  };

  return {
    ...table,
    note,
    await: (id, resolve) => {
      waiting.set(id, [...(waiting.get(id) ?? []), resolve]);
      return () => {
        const left = (waiting.get(id) ?? []).filter((other) => other !== resolve);
        if (left.length === 0) waiting.delete(id);
        else waiting.set(id, left);
      };
    },
  };
};
