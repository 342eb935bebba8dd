import type { ApprovalDesk } from "../../engine/tools/gate/approvals.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { CallId, SessionId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import type { OutsideResult, SubmittedResult } from "../../kernel/tools/operation.ts";
import { byPerson } from "../origins/origins.ts";
import type { WorkspaceTables } from "../projection.ts";

const invalid = (message: string): Failure => ({ type: "invalid-input", message: `${message} Nothing was stored.` });

/** The results that calls of a session were given, by call. */
const givenIn = (entries: readonly LogEntry[]): ReadonlyMap<CallId, OutsideResult> => {
  const given = new Map<CallId, OutsideResult>();
  for (const { event } of entries) {
    if (event.type === "approval-answered" && event.answer.type === "result") given.set(event.callId, event.answer);
  }
  return given;
};

/** The first reason not to take results, or undefined. */
const findProblem = (
  results: readonly SubmittedResult[],
  isComplete: boolean,
  { waiting, elsewhere, given }: Known,
): Failure | undefined => {
  if (results.length === 0) return invalid("There is no result among what was submitted.");
  const seen = new Set<CallId>();
  for (const { callId, text, isError } of results) {
    if (seen.has(callId)) return invalid(`The call ${callId} has two results.`);
    seen.add(callId);
    if (elsewhere.has(callId)) return invalid(`The call ${callId} belongs to another session.`);
    const before = given.get(callId);
    if (waiting.has(callId)) continue;
    if (before === undefined) return invalid(`No call ${callId} waits for a result in this session.`);
    if (before.text !== text || before.isError !== isError) {
      return {
        type: "conflict",
        message: `The call ${callId} has another result already. Nothing was stored; what stands is kept.`,
      };
    }
  }
  const missing = isComplete ? [...waiting.keys()].filter((callId) => !seen.has(callId)) : [];
  return missing.length === 0 ? undefined : invalid(`These calls wait for a result and have none: ${missing.join(", ")}.`);
};

interface Known {
  /** Questions of the session that wait for a result, by call. */
  readonly waiting: ReadonlyMap<CallId, Approval>;
  /** Calls of other sessions that wait for one. */
  readonly elsewhere: ReadonlySet<CallId>;
  readonly given: ReadonlyMap<CallId, OutsideResult>;
}

/**
 * Stores the results of calls that were handed over, all in one commit or none. Results that are there already, word for word,
 * are replays: they are noted and not taken again, so that a program may repeat what it is not sure to have sent.
 */
export const submitResults = async (
  { desk, store }: { readonly desk: ApprovalDesk; readonly store: Store<WorkspaceTables> },
  sessionId: SessionId,
  results: readonly SubmittedResult[],
  isComplete: boolean,
): Promise<Result<{ readonly submitted: number; readonly replayed: number }, Failure>> => {
  const page = await store.read({ type: "session", sessionId });
  if (!page.ok) return page;
  const pending = [...store.state().approvals.values()].filter(({ kind, status }) => kind === "result" && status === "pending");
  const known: Known = {
    waiting: new Map(pending.filter((one) => one.sessionId === sessionId).map((one) => [one.callId, one])),
    elsewhere: new Set(pending.filter((one) => one.sessionId !== sessionId).map(({ callId }) => callId)),
    given: givenIn(page.value.entries),
  };
  const problem = findProblem(results, isComplete, known);
  if (problem !== undefined) return err(problem);
  const fresh = results.flatMap(({ callId, text, isError }) => {
    const question = known.waiting.get(callId);
    return question === undefined
      ? []
      : [{ approvalId: question.approvalId, answer: { type: "result", text, isError } as const }];
  });
  const stored = fresh.length === 0 ? ok(null) : await desk.answerAll(fresh);
  if (!stored.ok) return stored;
  const replays = results.filter(({ callId }) => !known.waiting.has(callId));
  const entries = replays.map(({ callId }) => ({
    sessionId,
    callId,
    causes: [],
    origins: byPerson,
    event: { type: "result-replayed" as const, callId },
  }));
  const noted =
    entries.length === 0 ? ok(null) : await store.append({ entries, effects: [], expects: [], durability: "relaxed" });
  return noted.ok ? ok({ submitted: fresh.length, replayed: replays.length }) : noted;
};
