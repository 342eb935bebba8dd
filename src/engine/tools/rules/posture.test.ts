import { expect, test } from "vitest";
import { sessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import { checkRule } from "../../../kernel/rules/check-rule.ts";
import { type Posture, postureRules, postures } from "../../../kernel/rules/posture.ts";
import { levelRules } from "./level-rules.ts";
import { compileRules, decide } from "./rule-set.ts";

const said = (posture: Posture, agentPath: readonly string[] | undefined, risk: RiskClass): string =>
  decide(
    compileRules(postureRules("research", posture, 1)),
    {
      tool: "tool",
      risks: [risk],
      paths: [],
      callHash: () => "h",
      input: {},
      sessionId: sessionId("s"),
      now: 1,
      ...(agentPath === undefined ? {} : { agentPath }),
    },
    levelRules("only-limits"),
  ).decision;

test.each([
  ["cautious", ["ask", "ask", "ask", "deny", "deny"]],
  ["balanced", ["allow", "ask", "ask", "ask", "ask"]],
  ["trusting", ["allow", "allow", "allow", "ask", "ask"]],
] as const)("an agent that is %s, and those below it, may read, change, delete, send and spend so: %j", (posture, decisions) => {
  const risks: readonly RiskClass[] = ["read", "change", "delete", "network", "spend"];
  expect(risks.map((risk) => said(posture, ["research"], risk))).toEqual(decisions);
  expect(risks.map((risk) => said(posture, ["research", "files"], risk))).toEqual(decisions);
  const byLevel = ["allow", "allow", "allow", "ask", "ask"];
  expect(risks.map((risk) => said(posture, ["writer"], risk))).toEqual(byLevel);
  expect(risks.map((risk) => said(posture, undefined, risk))).toEqual(byLevel);
});

test("an agent has one posture at a time, and each is made of rules that can be stored", () => {
  const ids = postures.map((posture) =>
    postureRules("research", posture, 1)
      .map(({ ruleId }) => ruleId)
      .join(),
  );
  expect(new Set(ids).size).toBe(1);
  for (const rule of postures.flatMap((posture) => postureRules("research", posture, 1)))
    expect(checkRule(rule as unknown as JsonValue)).toEqual({ ok: true, value: rule });
});
