import type { Failure } from "../../../kernel/base/failure.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { type Question, waitForAnswer } from "./ask.ts";
import type { GateDeps, Round } from "./gate-deps.ts";
import { settlementOf } from "./record.ts";
import { askSingle, settleOne, stopOne } from "./single-call.ts";

/**
 * Settles a call that does nothing here: what the person answers is its outcome. It waits as an approval waits for its answer: in
 * the log, over a reload, until the run is stopped.
 */
export const settleByAnswer = async (
  deps: GateDeps,
  question: Question,
  round: Round,
  outcomeOf: (answer: ApprovalAnswer) => CallOutcome,
): Promise<Result<SettledCall, Failure>> => {
  const stopped = settlementOf(question.call, { type: "stopped", when: "waiting" });
  if (round.signal.aborted) return stopOne(deps, round, stopped);
  const approval = await askSingle(deps, question, round);
  if (!approval.ok) return approval;
  const answer = await waitForAnswer(deps, approval.value, round.signal);
  if (answer === undefined) return stopOne(deps, round, stopped);
  const { approvalId } = approval.value;
  return settleOne(deps, round, { ...settlementOf(question.call, outcomeOf(answer)), approvalId });
};
