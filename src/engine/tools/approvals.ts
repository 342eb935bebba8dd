import type { Approval, ApprovalAnswer } from "../../kernel/approval.ts";
import type { Approver } from "../../kernel/contracts/approver.ts";
import type { StoreDep } from "../../kernel/contracts/store.ts";
import type { Event } from "../../kernel/event.ts";
import type { Failure } from "../../kernel/failure.ts";
import type { ApprovalId, CallId, RunId } from "../../kernel/ids.ts";
import { findJsonProblem, type JsonValue } from "../../kernel/json.ts";
import type { EntryDraft, LogEntry } from "../../kernel/log-entry.ts";
import { assertNever, err, ok, type Result } from "../../kernel/result.ts";

/** Reads edited arguments by the name of their tool; the error lists every problem. */
export type CheckEdit = (tool: string, input: JsonValue) => Result<unknown, readonly string[]>;

/** The questions to the person: finds them for the gate, and stores the person's answers. */
export interface ApprovalDesk extends Approver {
  /**
   * Stores an answer; exactly one wins. The others get a `conflict` that says what was decided. An answer that does not fit
   * the question, or an edit that the tool cannot read, is `invalid-input`, and the question stays open.
   */
  readonly answer: (approvalId: ApprovalId, answer: ApprovalAnswer) => Promise<Result<null, Failure>>;
  /** Closes every open question of a run in one commit. Whoever waits for their answers has to be aborted first. */
  readonly expireAll: (runId: RunId, reason: string) => Promise<Result<null, Failure>>;
  /** Stops listening to the store. */
  readonly close: () => void;
}

/** A question that is over keeps one sentence, for those who answer late. */
type Desked = { readonly status: "open"; readonly approval: Approval } | { readonly status: "closed"; readonly sentence: string };

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
    default:
      return assertNever(answer);
  }
};

const alreadyDecided = (decision: string): Failure => ({
  type: "conflict",
  message: `This question is already decided: ${decision}. Your answer was not stored and changed nothing.`,
});

const fits = (kind: Approval["kind"], answer: ApprovalAnswer): boolean =>
  (answer.type === "mark-done" || answer.type === "retry") === (kind === "in-doubt");

const invalid = (message: string): Failure => ({
  type: "invalid-input",
  message: `${message} Nothing was stored; the question is still open.`,
});

/** The first reason not to take an answer, or undefined. */
const findProblem = (approval: Approval, answer: ApprovalAnswer, checkEdit: CheckEdit): Failure | undefined => {
  if (!fits(approval.kind, answer)) return invalid(`The answer "${answer.type}" does not fit this question.`);
  if (answer.type === "edit") {
    const problem = findJsonProblem(answer.input);
    if (problem !== undefined) return invalid(problem);
    const checked = checkEdit(approval.tool, answer.input);
    if (!checked.ok) return invalid(`The changed arguments are not valid: ${checked.error.join(" ")}`);
  }
  if (answer.type === "allow-for") {
    const { rule } = answer;
    if (rule.decision !== "allow" || rule.madeBy !== "person") return invalid("The rule has to allow, and be made by a person.");
    if (Object.keys(rule.match).length === 0)
      return invalid("The rule would allow every call; name a tool, a folder or this call.");
  }
  return undefined;
};

/**
 * The desk over a store. `stored` are the approvals that the store holds when the desk opens; later ones, and all answers,
 * are heard from the store's commits, so that an answer counts only when it is stored.
 */
export const createApprovalDesk = (
  { checkEdit, store }: StoreDep & { readonly checkEdit: CheckEdit },
  stored: readonly Approval[] = [],
): ApprovalDesk => {
  const desked = new Map<ApprovalId, Desked>();
  const idsByCall = new Map<CallId, ApprovalId[]>();
  const waiting = new Map<ApprovalId, ((answer: ApprovalAnswer) => void)[]>();

  const open = (approval: Approval): void => {
    const ids = idsByCall.get(approval.callId);
    if (ids === undefined) idsByCall.set(approval.callId, [approval.approvalId]);
    else if (!ids.includes(approval.approvalId)) ids.push(approval.approvalId);
    desked.set(approval.approvalId, { status: "open", approval });
  };
  const closeOne = (id: ApprovalId, sentence: string): void => {
    const found = desked.get(id);
    if (found?.status !== "open") return;
    desked.set(id, { status: "closed", sentence });
    const { callId } = found.approval;
    const left = (idsByCall.get(callId) ?? []).filter((other) => other !== id);
    if (left.length === 0) idsByCall.delete(callId);
    else idsByCall.set(callId, left);
  };
  const take = (id: ApprovalId, answer: ApprovalAnswer, at: number): void => {
    const found = desked.get(id);
    if (found?.status !== "open") return;
    desked.set(id, { status: "open", approval: { ...found.approval, status: "answered", answer, answeredAt: at } });
    const resolvers = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const resolve of resolvers) resolve(answer);
  };
  const noteEvent = (event: Event, { at, sessionId }: LogEntry): void => {
    if (event.type === "approval-requested") open(event.approval);
    else if (event.type === "approval-answered") take(event.approvalId, event.answer, at);
    else if (event.type === "approval-superseded") closeOne(event.approvalId, "its effect changed, and it was asked again");
    else if (event.type === "approval-expired") closeOne(event.approvalId, `it expired. ${event.reason}`);
    else if (event.type === "call-settled" && event.approvalId !== undefined) {
      closeOne(event.approvalId, decisionOf(desked.get(event.approvalId)));
    } else if (event.type === "session-deleted") {
      for (const [id, found] of desked) {
        if (found.status === "open" && found.approval.sessionId === sessionId) closeOne(id, "its session was deleted");
      }
    }
  };

  for (const approval of stored) if (approval.status === "pending" || approval.status === "answered") open(approval);
  const stopListening = store.subscribe((entries) => {
    for (const entry of entries) noteEvent(entry.event, entry);
  });

  const append = async (entries: readonly EntryDraft[], pending?: Approval): Promise<Result<null, Failure>> => {
    const expects =
      pending === undefined ? [] : [{ type: "approval-status", approvalId: pending.approvalId, status: "pending" } as const];
    const result = await store.append({ entries, effects: [], expects, durability: "strict" });
    return result.ok ? ok(null) : result;
  };

  return {
    openFor: (callId) => {
      const ids = idsByCall.get(callId);
      if (ids === undefined) return none;
      return ids.flatMap((id) => {
        const found = desked.get(id);
        return found?.status === "open" ? [found.approval] : [];
      });
    },
    answerTo: (id, signal) =>
      new Promise((resolve) => {
        const found = desked.get(id);
        if (found?.status === "open" && found.approval.answer !== undefined) return resolve(found.approval.answer);
        if (signal.aborted) return;
        const forget = (): void => void waiting.delete(id);
        const settle = (answer: ApprovalAnswer): void => {
          signal.removeEventListener("abort", forget);
          resolve(answer);
        };
        waiting.set(id, [...(waiting.get(id) ?? []), settle]);
        signal.addEventListener("abort", forget, { once: true });
      }),
    answer: async (id, answer) => {
      const found = desked.get(id);
      if (found === undefined) return err({ type: "not-found", message: "This question does not exist. Nothing was stored." });
      if (found.status === "closed") return err(alreadyDecided(found.sentence));
      if (found.approval.answer !== undefined) return err(alreadyDecided(decisionOf(found)));
      const problem = findProblem(found.approval, answer, checkEdit);
      if (problem !== undefined) return err(problem);
      const result = await append(answerEntries(found.approval, answer), found.approval);
      return result.ok || result.error.type !== "conflict" ? result : err(alreadyDecided(decisionOf(desked.get(id))));
    },
    expireAll: (runId, reason) => {
      const entries: EntryDraft[] = [];
      for (const found of desked.values()) {
        if (found.status === "open" && found.approval.runId === runId) entries.push(expiredEntry(found.approval, reason));
      }
      return entries.length === 0 ? Promise.resolve(ok(null)) : append(entries);
    },
    close: stopListening,
  };
};

const decisionOf = (desked: Desked | undefined): string => {
  if (desked === undefined) return "it is gone";
  if (desked.status === "closed") return desked.sentence;
  return desked.approval.answer === undefined ? "it is gone" : describeAnswer(desked.approval.answer);
};

const entryAbout = ({ sessionId, runId, turn, callId, causes, origins }: Approval, event: Event): EntryDraft => ({
  sessionId,
  runId,
  turn,
  callId,
  causes,
  origins,
  event,
});

const answerEntries = (approval: Approval, answer: ApprovalAnswer): readonly EntryDraft[] => {
  const { approvalId, callId } = approval;
  const answered = entryAbout(approval, { type: "approval-answered", approvalId, callId, answer });
  return answer.type === "allow-for" ? [answered, entryAbout(approval, { type: "rule-added", rule: answer.rule })] : [answered];
};

const expiredEntry = (approval: Approval, reason: string): EntryDraft => {
  const { approvalId, callId } = approval;
  return entryAbout(approval, { type: "approval-expired", approvalId, callId, reason });
};
