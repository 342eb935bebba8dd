import { type RuleId, ruleId } from "../base/ids.ts";
import { type CapabilitySet, capabilityWords } from "./capability.ts";
import type { Rule } from "./rule.ts";

/** What a person lets an agent of one name reach for at most, with all below it. */
export interface AgentCapabilities extends CapabilitySet {
  /** Calls in any hour of a session. Absent: any number. */
  readonly callsPerHour?: number;
}

const hourMs = 3_600_000;

const setRuleId = (agent: string): RuleId => ruleId(`capability:${agent}`);
const callsRuleId = (agent: string): RuleId => ruleId(`capability-calls:${agent}`);

/** The ids that the rules of an agent's capabilities can have: one set at a time. */
export const capabilityRuleIds = (agent: string): readonly RuleId[] => [setRuleId(agent), callsRuleId(agent)];

/** Capabilities as rules that deny what goes beyond them. None where nothing is bounded. */
export const capabilityRules = (agent: string, { callsPerHour, ...beyond }: AgentCapabilities, now: number): readonly Rule[] => {
  const made = { decision: "deny", scope: { type: "workspace" }, madeBy: "person", madeAt: now } as const;
  const from = { type: "capability", agent } as const;
  const words = capabilityWords(beyond);
  return [
    ...(words === ""
      ? []
      : [
          {
            ...made,
            ruleId: setRuleId(agent),
            match: { agents: [agent], beyond },
            sentence: `The agent ${agent}, with all below it, may use ${words}.`,
            from,
          },
        ]),
    ...(callsPerHour === undefined
      ? []
      : [
          {
            ...made,
            ruleId: callsRuleId(agent),
            match: { agents: [agent], exceeds: { max: callsPerHour, windowMs: hourMs } },
            sentence: `The agent ${agent}, with all below it, may make ${callsPerHour} calls an hour.`,
            from,
          },
        ]),
  ];
};
