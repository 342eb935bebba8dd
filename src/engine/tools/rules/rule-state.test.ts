import { expect, test } from "vitest";
import { effectId, ruleId } from "../../../kernel/base/ids.ts";
import { statePath } from "../../../kernel/files/state.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { personRule } from "../gate/gate-world.fake.ts";
import { createRuleBook } from "./rule-book.ts";
import { decide } from "./rule-set.ts";
import { createRuleState } from "./rule-state.ts";

const about = {
  tool: "write",
  risks: ["change"],
  paths: [],
  callHash: () => "h",
  input: {},
  sessionId: "s" as never,
  now: 1,
} as const;

test("a rule requires what the state says, as it stands at each load; a damaged value counts against the call", async () => {
  const contents = new Map<string, string>();
  const tree = {
    state: (path: string) => {
      const text = path === statePath({ tenant: "", key: "ready" }) ? contents.get("now") : undefined;
      if (text === undefined) return undefined;
      return { kind: "file", hash: text, sizeBytes: text.length, modifiedAt: 0, version: effectId("v") } as const;
    },
    contents: async (hash: string) => new TextEncoder().encode(hash),
  };
  const required: Rule = personRule({ match: { state: [{ key: "ready", operator: "not-equals", value: true }] } });
  const granted: Rule = personRule({
    ruleId: ruleId("rule_2"),
    decision: "allow",
    match: { state: [{ key: "ready", operator: "exists" }] },
  });
  const rules = new Map([required, granted].map((rule) => [rule.ruleId, rule]));
  const book = createRuleBook(() => rules, { state: createRuleState(tree) });
  const says = async (value?: string) => {
    if (value === undefined) contents.delete("now");
    else contents.set("now", value);
    await book.load();
    return decide(book.current(), { ...about, ...(book.state === undefined ? {} : { state: book.state }) }).decision;
  };
  expect([await says(), await says("true"), await says("false"), await says("{"), await says("true")]).toEqual([
    "deny",
    "allow",
    "deny",
    "deny",
    "allow",
  ]);
  expect(book.load()).toBe(undefined);
});
