import type { ApprovalAnswer } from "../../kernel/approval.ts";
import type { SettledCall } from "../../kernel/contracts/gate.ts";
import type { CallOutcome } from "../../kernel/event.ts";
import type { Failure } from "../../kernel/failure.ts";
import { ruleId } from "../../kernel/ids.ts";
import { assertNever, type Result } from "../../kernel/result.ts";
import { replyWords, type UserQuestion } from "../../kernel/user-question.ts";
import { unknownEffect, waitForAnswer } from "./ask.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { settlementOf } from "./record.ts";
import { askSingle, settleOne, stopOne } from "./single-call.ts";

/** Why the person is asked: the call is the question. */
const agentAsks = { ruleId: ruleId("gate:question"), sentence: "The agent asks you something and waits for your answer." };

const said = (text: string, isError = false): CallOutcome => ({ type: "done", output: { text, isError } });

const outcomeOf = (answer: ApprovalAnswer): CallOutcome => {
  switch (answer.type) {
    case "reply":
      return said(`User answered: ${replyWords(answer)}`);
    case "decline":
      return said("User cancelled the question without providing an answer.", true);
    case "approve":
    case "edit":
    case "reject":
    case "allow-for":
    case "mark-done":
    case "retry":
    case "result":
      throw new Error(`The answer "${answer.type}" was stored for a question of the agent.`);
    default:
      return assertNever(answer);
  }
};

/**
 * Settles a call whose tool asks the person something: the answer is its result. It waits as an approval does, over a reload too,
 * and a stop ends the wait.
 */
export const settleQuestion = async (
  deps: GateDeps,
  call: ReadyCall,
  asks: UserQuestion,
  round: Round,
): Promise<Result<SettledCall, Failure>> => {
  const stopped = settlementOf(call, { type: "stopped", when: "waiting" });
  if (round.signal.aborted) return stopOne(deps, round, stopped);
  const question = { call, kind: "question", risks: ["read"], effect: unknownEffect(deps), rule: agentAsks, asks } as const;
  const approval = await askSingle(deps, question, round);
  if (!approval.ok) return approval;
  const answer = await waitForAnswer(deps, approval.value, round.signal);
  if (answer === undefined) return stopOne(deps, round, stopped);
  const { approvalId } = approval.value;
  return settleOne(deps, round, { ...settlementOf(call, outcomeOf(answer)), approvalId });
};
