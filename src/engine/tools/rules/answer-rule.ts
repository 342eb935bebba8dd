import type { Hash } from "../../../kernel/base/canonical.ts";
import { ruleId } from "../../../kernel/base/ids.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";

/** From the mildest: who was shown a deletion has seen that the rest is less. */
const inWorkspace: readonly RiskClass[] = ["read", "change", "delete"];

/** The risks that a rule made from a question may cover: what the person saw, and what is less. */
const risksUpTo = (seen: readonly RiskClass[]): readonly RiskClass[] => {
  const highest = Math.max(...seen.map((risk) => inWorkspace.indexOf(risk)));
  return [...inWorkspace.slice(0, highest + 1), ...seen.filter((risk) => !inWorkspace.includes(risk))];
};

/**
 * The rule that comes with an answer, and who it is from; undefined where none does. An approval never widens: what it allows is
 * no graver than what was shown, by the tool as it was defined then, to the agent that asked. A refusal that sticks is for exactly this call.
 */
export const ruleOfAnswer = (approval: Approval, answer: ApprovalAnswer, definition: Hash | undefined): Rule | undefined => {
  const { approvalId, askedAt, callId, inputHash, risks, sessionId, tool } = approval;
  const from = { type: "approval", approvalId, sessionId, callId } as const;
  if (answer.type === "reject" && answer.sticks === true)
    return {
      ruleId: ruleId(`refused:${sessionId}:${inputHash}`),
      match: { callHash: inputHash },
      decision: "deny",
      scope: { type: "session", sessionId },
      madeBy: "person",
      madeAt: askedAt,
      sentence: `The person refused exactly this ${tool} call, for the whole session.`,
      from,
    };
  if (answer.type !== "allow-for") return undefined;
  const { rule } = answer;
  const { risks: chosen = risksUpTo(risks) } = rule.match;
  const asker = approval.agentPath?.at(-1);
  const match = {
    ...rule.match,
    risks: chosen,
    ...(definition === undefined ? {} : { definition }),
    ...(asker === undefined ? {} : { agents: [asker] }),
  };
  return { ...rule, match, from };
};
