import { expect, test } from "vitest";
import type { JsonValue } from "../base/json.ts";
import { capabilityRuleIds, capabilityRules } from "./agent-rules.ts";
import { checkRule } from "./check-rule.ts";

test("capabilities are rules that can be stored, one for what may be used and one for how often", () => {
  const rules = capabilityRules("research", { tools: ["read"], folders: ["/notes"], hosts: [], callsPerHour: 20 }, 7);
  expect(rules.map((rule) => checkRule(rule as unknown as JsonValue).ok)).toEqual([true, true]);
  expect(rules.map(({ ruleId }) => ruleId)).toEqual(capabilityRuleIds("research"));
  expect(rules.map(({ match, sentence }) => [match, sentence])).toEqual([
    [
      { agents: ["research"], beyond: { tools: ["read"], folders: ["/notes"], hosts: [] } },
      "The agent research, with all below it, may use only read; only in /notes; outside only nothing.",
    ],
    [
      { agents: ["research"], exceeds: { max: 20, windowMs: 3_600_000 } },
      "The agent research, with all below it, may make 20 calls an hour.",
    ],
  ]);
  expect(capabilityRules("research", {}, 7)).toEqual([]);
});

test.each<readonly [string, JsonValue]>([
  ["nothing that bounds", {}],
  ["a field that nobody knows", { planets: ["mars"] }],
  ["a folder without a slash", { folders: ["notes"] }],
  ["no list", { tools: "read" }],
])("a rule whose bounds are %s is refused", (_, beyond) => {
  const [rule] = capabilityRules("research", { tools: ["read"] }, 7);
  expect(checkRule({ ...rule, match: { beyond } } as unknown as JsonValue).ok).toBe(false);
});
