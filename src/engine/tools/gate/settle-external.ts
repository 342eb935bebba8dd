import type { Failure } from "../../../kernel/base/failure.ts";
import { ruleId } from "../../../kernel/base/ids.ts";
import { assertNever, type Result } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { ExternalTool } from "../../../kernel/contracts/tool.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { accessRisks } from "../rules/risk.ts";
import { labelled } from "../rules/text-origins.ts";
import { type Question, unknownEffect } from "./ask.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { deniedBy } from "./preview.ts";
import { settleByAnswer } from "./settle-by-answer.ts";
import { settleOne } from "./single-call.ts";
import { argumentsVerdict } from "./verdict.ts";

/** Why a call waits for a result: its tool does nothing here. */
const handedOverRule = {
  ruleId: ruleId("gate:handed-over"),
  sentence: "This is done outside; the run waits for what came of it.",
};

const outcomeOf = (call: ReadyCall, answer: ApprovalAnswer): CallOutcome => {
  switch (answer.type) {
    case "result":
      return labelled(call, { type: "done", output: { text: answer.text, isError: answer.isError } }, []);
    case "reject":
      return { type: "denied", by: "person", reason: answer.reason };
    case "approve":
    case "edit":
    case "allow-for":
    case "mark-done":
    case "retry":
    case "reply":
    case "decline":
      throw new Error(`The answer "${answer.type}" was stored for a call that was handed over.`);
    default:
      return assertNever(answer);
  }
};

/** Hands a call over and waits for its result. Rules that deny are heard before; being asked for the result is all the asking there is. */
export const settleExternal = async (
  deps: GateDeps,
  call: ReadyCall & { readonly tool: ExternalTool },
  round: Round,
): Promise<Result<SettledCall, Failure>> => {
  const verdict = argumentsVerdict(deps, call, round);
  if (verdict.decision === "deny") return settleOne(deps, round, deniedBy(call, verdict));
  const question: Question = {
    call,
    kind: "result",
    risks: accessRisks(call.tool.access),
    effect: unknownEffect(deps),
    rule: handedOverRule,
    handedOver: call.tool.handOver(call.parsed),
  };
  return settleByAnswer(deps, question, round, (answer) => outcomeOf(call, answer));
};
