import type { Hash } from "../../../kernel/base/canonical.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { ApprovalId, RunId } from "../../../kernel/base/ids.ts";
import { findJsonProblem, type JsonValue } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Approver } from "../../../kernel/contracts/approver.ts";
import type { Expectation, StoreDep } from "../../../kernel/contracts/store.ts";
import { findReplyProblem } from "../../../kernel/conversation/user-question.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { EntryDraft } from "../../../kernel/log/log-entry.ts";
import { type Approval, type ApprovalAnswer, unknownVersion } from "../../../kernel/rules/approval.ts";
import { findResultProblem } from "../../../kernel/tools/operation.ts";
import { ruleOfAnswer } from "../rules/answer-rule.ts";
import { createQuestions, decisionOf, type Questions } from "./questions.ts";

/** Reads edited arguments by the name of their tool; the error lists every problem. */
export type CheckEdit = (tool: string, input: JsonValue) => Promise<Result<unknown, readonly string[]>>;

/** The questions to the person: finds them for the gate, and stores the person's answers. */
export interface ApprovalDesk extends Approver {
  /**
   * Stores an answer; exactly one wins. The others get a `conflict` that says what was decided. An answer that does not fit
   * the question, or an edit that the tool cannot read, is `invalid-input`, and the question stays open.
   */
  readonly answer: (approvalId: ApprovalId, answer: ApprovalAnswer) => Promise<Result<null, Failure>>;
  /** As `answer`, for several questions in one commit: all are stored, or none. */
  readonly answerAll: (
    answers: readonly { readonly approvalId: ApprovalId; readonly answer: ApprovalAnswer }[],
  ) => Promise<Result<null, Failure>>;
  /** Closes every open question of a run in one commit. Whoever waits for their answers has to be aborted first. */
  readonly expireAll: (runId: RunId, reason: string) => Promise<Result<null, Failure>>;
  /** Stops listening to the store. */
  readonly close: () => void;
}

const alreadyDecided = (decision: string): Failure => ({
  type: "conflict",
  message: `This question is already decided: ${decision}. Your answer was not stored and changed nothing.`,
});

/** The kinds of questions that an answer belongs to. */
const kindsFor: Readonly<Record<ApprovalAnswer["type"], readonly Approval["kind"][]>> = {
  approve: ["effect"],
  edit: ["effect"],
  reject: ["effect", "result"],
  "allow-for": ["effect"],
  "mark-done": ["in-doubt"],
  retry: ["in-doubt"],
  reply: ["question"],
  decline: ["question"],
  result: ["result"],
};

const invalid = (message: string): Failure => ({
  type: "invalid-input",
  message: `${message} Nothing was stored; the question is still open.`,
});

/** The first reason not to take an answer, or undefined. */
const findProblem = async (approval: Approval, answer: ApprovalAnswer, checkEdit: CheckEdit): Promise<Failure | undefined> => {
  const unknown = unknownVersion(approval);
  if (unknown !== undefined) return invalid(unknown);
  if (!kindsFor[answer.type].includes(approval.kind)) return invalid(`The answer "${answer.type}" does not fit this question.`);
  if (answer.type === "edit") {
    if (approval.prepared !== undefined)
      return invalid("What is asked was prepared from these arguments. Reject it and say what should be different.");
    const problem = findJsonProblem(answer.input);
    if (problem !== undefined) return invalid(problem);
    const checked = await checkEdit(approval.tool, answer.input);
    if (!checked.ok) return invalid(`The changed arguments are not valid: ${checked.error.join(" ")}`);
  }
  if (answer.type === "reply" && approval.asks !== undefined) {
    const problem = findReplyProblem(approval.asks, answer);
    if (problem !== undefined) return invalid(problem);
  }
  if (answer.type === "result") {
    const problem = findResultProblem(answer);
    if (problem !== undefined) return invalid(problem);
  }
  if (answer.type === "allow-for") {
    const { rule } = answer;
    if (rule.decision !== "allow" || rule.madeBy !== "person") return invalid("The rule has to allow, and be made by a person.");
    if (Object.keys(rule.match).length === 0)
      return invalid("The rule would allow every call; name a tool, a folder or this call.");
  }
  return undefined;
};

export interface ApprovalDeskDeps extends StoreDep {
  readonly checkEdit: CheckEdit;
  /** The hash of a tool's definition; see `ToolRegistry`. Absent: rules made here do not hang on it. */
  readonly definitionOf?: (tool: string) => Hash | undefined;
}

/**
 * The desk over a store. `stored` are the approvals that the store holds when the desk opens; later ones, and all answers,
 * are heard from the store's commits, so that an answer counts only when it is stored.
 */
export const createApprovalDesk = (
  { checkEdit, definitionOf, store }: ApprovalDeskDeps,
  stored: readonly Approval[] = [],
): ApprovalDesk => {
  const questions = createQuestions();
  for (const approval of stored) if (approval.status === "pending" || approval.status === "answered") questions.open(approval);
  const close = store.subscribe((entries) => {
    for (const entry of entries) questions.note(entry);
  });
  const append = async (entries: readonly EntryDraft[], expects: readonly Expectation[]): Promise<Result<null, Failure>> => {
    const result = await store.append({ entries, effects: [], expects, durability: "strict" });
    return result.ok ? ok(null) : result;
  };
  const answerAll: ApprovalDesk["answerAll"] = async (answers) => {
    const entries: EntryDraft[] = [];
    const expects: Expectation[] = [];
    for (const { approvalId, answer } of answers) {
      const question = questions.find(approvalId);
      if (question === undefined) return err({ type: "not-found", message: "This question does not exist. Nothing was stored." });
      if (question.status === "closed" || question.approval.answer !== undefined)
        return err(alreadyDecided(decisionOf(question)));
      const problem = await findProblem(question.approval, answer, checkEdit);
      if (problem !== undefined) return err(problem);
      entries.push(...answerEntries(question.approval, answer, definitionOf));
      expects.push({ type: "approval-status", approvalId, status: "pending" });
    }
    const result = await append(entries, expects);
    if (result.ok || result.error.type !== "conflict") return result;
    const decided = answers
      .map(({ approvalId }) => questions.find(approvalId))
      .find((one) => one?.status !== "open" || one.approval.answer);
    return err(alreadyDecided(decisionOf(decided)));
  };
  return {
    openFor: questions.openFor,
    answerTo: (id, signal) => waitFor(questions, id, signal),
    answer: (approvalId, answer) => answerAll([{ approvalId, answer }]),
    answerAll,
    expireAll: async (runId, reason) => {
      const open = questions.allOpen().filter((approval) => approval.runId === runId);
      return open.length === 0
        ? ok(null)
        : append(
            open.map((approval) => expiredEntry(approval, reason)),
            [],
          );
    },
    close,
  };
};

/** Stays open after an abort. */
const waitFor = (questions: Questions, id: ApprovalId, signal: AbortSignal): Promise<ApprovalAnswer> =>
  new Promise((resolve) => {
    const question = questions.find(id);
    if (question?.status === "open" && question.approval.answer !== undefined) return resolve(question.approval.answer);
    if (signal.aborted) return;
    const giveUp = questions.await(id, (answer) => {
      signal.removeEventListener("abort", giveUp);
      resolve(answer);
    });
    signal.addEventListener("abort", giveUp, { once: true });
  });

const entryAbout = ({ sessionId, runId, turn, callId, causes, origins }: Approval, event: Event): EntryDraft => ({
  sessionId,
  runId,
  turn,
  callId,
  causes,
  origins,
  event,
});

const answerEntries = (
  approval: Approval,
  answer: ApprovalAnswer,
  definitionOf: ApprovalDeskDeps["definitionOf"],
): readonly EntryDraft[] => {
  const { approvalId, callId } = approval;
  const answered = entryAbout(approval, { type: "approval-answered", approvalId, callId, answer });
  const rule = ruleOfAnswer(approval, answer, definitionOf?.(approval.tool));
  return rule === undefined ? [answered] : [answered, entryAbout(approval, { type: "rule-added", rule })];
};

const expiredEntry = (approval: Approval, reason: string): EntryDraft => {
  const { approvalId, callId } = approval;
  return entryAbout(approval, { type: "approval-expired", approvalId, callId, reason });
};
