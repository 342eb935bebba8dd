import { expect, test } from "vitest";
import { ruleId } from "../../../../kernel/base/ids.ts";
import type { Rule, RuleMatch } from "../../../../kernel/rules/rule.ts";
import { ruleSentence } from "../../../../kernel/rules/rule-sentence.ts";
import { draftOfRule, type RuleDraft, ruleOfDraft, ruleOfSource, sourceOfRule } from "./rule-draft.ts";
import { movedTo } from "./rule-list.tsx";

const ruleOf = (match: RuleMatch, changes: Partial<Rule> = {}): Rule => ({
  ruleId: ruleId("rule_1"),
  match,
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: ruleSentence({ decision: changes.decision ?? "deny", match }),
  ...changes,
});

const rules: readonly Rule[] = [
  ruleOf({}),
  ruleOf({ tools: ["write", "edit"], folder: "/notes", risks: ["delete"] }, { place: 3, isOff: true }),
  ruleOf({ arguments: [{ operator: "contains", value: "3" }] }),
  ruleOf({ arguments: [{ argument: "size", operator: "at-least", value: 3 }] }),
  ruleOf({ arguments: [{ argument: "to", operator: "missing" }] }),
  ruleOf({ arguments: [{ argument: "to", operator: "one-of", value: ["a", 2] }] }),
  ruleOf({ tools: ["write"], exceeds: { max: 0, windowMs: 1_500 } }),
  ruleOf({ state: [{ key: "ready", operator: "equals", value: true }], agents: ["research"] }),
  ruleOf({ callHash: "abc" }, { decision: "allow", sentence: "My words", expiresAt: 12 }),
];

test.each(rules)("$sentence comes back from the form and from its source as it was", (rule) => {
  expect(ruleOfDraft(draftOfRule(rule))).toEqual({ ok: true, value: rule });
  expect(ruleOfSource(sourceOfRule(rule), rule)).toEqual({ ok: true, value: rule });
});

const typed: readonly (readonly [Partial<RuleDraft>, RuleMatch])[] = [
  [{ tools: " write,edit  move " }, { tools: ["write", "edit", "move"] }],
  [{ folder: " /notes " }, { folder: "/notes" }],
  [{ argument: "size", operator: "greater", value: "12" }, { arguments: [{ argument: "size", operator: "greater", value: 12 }] }],
  [
    { argument: "name", operator: "equals", value: "Ada" },
    { arguments: [{ argument: "name", operator: "equals", value: "Ada" }] },
  ],
  [
    { argument: "a", operator: "one-of", value: "x, y" },
    { arguments: [{ argument: "a", operator: "one-of", value: ["x", "y"] }] },
  ],
  [{ argument: "", operator: "exists", value: "" }, {}],
  [{ max: "5", seconds: "0.5" }, { exceeds: { max: 5, windowMs: 500 } }],
];

test.each(typed)("what is typed as %j matches %j", (changes, match) => {
  const read = ruleOfDraft({ ...draftOfRule(ruleOf({})), ...changes });
  expect(read).toEqual({ ok: true, value: ruleOf(match) });
});

test.each([
  ["[", "JSON"],
  ["3", "object"],
  ['{"decision":"deny","match":{},"madeBy":"level"}', "madeBy"],
  ['{"match":{"planets":[]}}', "planets"],
  ['{"decision":"allow","match":{}}', "every call"],
])("the source %s is refused with a word about it", (text, word) => {
  const read = ruleOfSource(text, ruleOf({}));
  expect(read.ok ? "" : read.error.message).toContain(word);
});

test("a source without a sentence or an end gets a sentence of its own and no end", () => {
  const read = ruleOfSource('{"decision":"ask","match":{"tools":["move"]}}', ruleOf({}, { expiresAt: 5 }));
  expect(read).toEqual({
    ok: true,
    value: ruleOf({ tools: ["move"] }, { decision: "ask", sentence: "Ask before every move call" }),
  });
});

test("a rule is moved before or behind the others, never out of the list", () => {
  const ids = ["a", "b", "c"].map(ruleId);
  expect([-1, 0, 1, 2, 9].map((place) => movedTo(ids, ruleId("b"), place).join(""))).toEqual(["bac", "bac", "abc", "acb", "acb"]);
});
