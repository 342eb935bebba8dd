import { type RuleId, ruleId } from "../base/ids.ts";
import { type Decision, type Rule, type Tier, tiers } from "./rule.ts";
import { ruleSentence } from "./rule-sentence.ts";

/** How far an agent is trusted, tier by tier. */
export type Posture = "cautious" | "balanced" | "trusting";
export const postures: readonly Posture[] = ["cautious", "balanced", "trusting"];

/** Whatever the posture, what cannot be taken back is never let through unasked. */
const decisionOf: Readonly<Record<Posture, Readonly<Record<Tier, Decision>>>> = {
  cautious: { "read-only": "ask", "sandbox-edit": "ask", "full-access": "deny" },
  balanced: { "read-only": "allow", "sandbox-edit": "ask", "full-access": "ask" },
  trusting: { "read-only": "allow", "sandbox-edit": "allow", "full-access": "ask" },
};

/** The id of the rule that holds an agent's posture for a tier: an agent has one posture at a time. */
const postureRuleId = (agent: string, tier: Tier): RuleId => ruleId(`posture:${tier}:${agent}`.slice(0, 100));

/** A posture as rules, one for each tier. Setting another one for the same agent gives rules of the same ids. */
export const postureRules = (agent: string, posture: Posture, now: number): readonly Rule[] =>
  tiers.map((tier) => {
    const [decision, match] = [decisionOf[posture][tier], { tiers: [tier], agents: [agent] }];
    return {
      ruleId: postureRuleId(agent, tier),
      match,
      decision,
      scope: { type: "workspace" },
      madeBy: "person",
      madeAt: now,
      sentence: ruleSentence({ decision, match }),
      from: { type: "posture", agent, posture },
    };
  });
