import type { Failure } from "../../../kernel/base/failure.ts";
import { ruleId } from "../../../kernel/base/ids.ts";
import { assertNever, type Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import { replyWords, type UserQuestion } from "../../../kernel/conversation/user-question.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { type Question, unknownEffect } from "./ask.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { settleByAnswer } from "./settle-by-answer.ts";

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

/** Settles a call whose tool asks the person something. Rules were heard before it. */
export const settleQuestion = (
  deps: GateDeps,
  call: ReadyCall,
  asks: UserQuestion,
  round: Round,
): Promise<Result<SettledCall, Failure>> => {
  const question: Question = { call, kind: "question", risks: ["read"], effect: unknownEffect(deps), rule: agentAsks, asks };
  return settleByAnswer(deps, question, round, outcomeOf);
};
