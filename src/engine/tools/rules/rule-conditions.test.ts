import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callId, ruleId, sessionId } from "../../../kernel/base/ids.ts";
import type { JsonObject, JsonValue } from "../../../kernel/base/json.ts";
import { checkRule, riskClasses } from "../../../kernel/rules/check-rule.ts";
import {
  type Decision,
  decisions,
  type Rule,
  type RuleMatch,
  type StateTest,
  type ValueOperator,
} from "../../../kernel/rules/rule.ts";
import { ruleSentence } from "../../../kernel/rules/rule-sentence.ts";
import { levelRules } from "./level-rules.ts";
import { createRuleBook } from "./rule-book.ts";
import { admittedBy, compileRules, decide, type RuleSubject } from "./rule-set.ts";

const here = sessionId("session_1");
const subject = (changes: Partial<RuleSubject> = {}): RuleSubject => ({
  tool: "write",
  risks: ["change"],
  paths: ["/notes/a.md"],
  callHash: () => "hash_1",
  input: { path: "/notes/a.md", text: "one secret line", size: 3, tags: ["a", "b"] },
  sessionId: here,
  now: 1_000,
  ...changes,
});
const denying = (match: RuleMatch, changes: Partial<Rule> = {}): Rule => ({
  ruleId: ruleId("rule_1"),
  match,
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "The rule.",
  ...changes,
});
const finds = (pattern: string, text: string): boolean => {
  if (pattern === "(") throw new Error("The pattern cannot be read.");
  return new RegExp(pattern).test(text);
};
const decisionOf = (rules: readonly Rule[], about: Partial<RuleSubject> = {}): Decision =>
  decide(compileRules(rules, finds), subject(about), levelRules("only-limits")).decision;

/** Kind, what it matches, about what, and what is decided. */
const kinds: readonly (readonly [string, RuleMatch, Partial<RuleSubject>, Decision])[] = [
  ["a tool of the list", { tools: ["write"] }, {}, "deny"],
  ["a tool that is not on the list", { tools: ["read"] }, {}, "allow"],
  ["a word in any argument", { arguments: [{ operator: "contains", value: "secret" }] }, {}, "deny"],
  ["a word in any argument, in another case", { arguments: [{ operator: "contains", value: "Secret" }] }, {}, "allow"],
  [
    "a word deep among the arguments",
    { arguments: [{ operator: "contains", value: "b" }] },
    { input: { a: [{ c: "b" }] } },
    "deny",
  ],
  ["a number as a text", { arguments: [{ operator: "contains", value: "3" }] }, { input: { size: 1_234 } }, "deny"],
  ["a word only in the name of an argument", { arguments: [{ operator: "contains", value: "path" }] }, {}, "allow"],
  ["a word in one argument", { arguments: [{ argument: "text", operator: "contains", value: "secret" }] }, {}, "deny"],
  ["a word in another argument", { arguments: [{ argument: "path", operator: "contains", value: "secret" }] }, {}, "allow"],
  ["a list as a text", { arguments: [{ argument: "tags", operator: "contains", value: '"a"' }] }, {}, "deny"],
  [
    "an argument that is absent never contains",
    { arguments: [{ argument: "to", operator: "contains", value: "" }] },
    {},
    "allow",
  ],
  ["an argument that equals", { arguments: [{ argument: "size", operator: "equals", value: 3 }] }, {}, "deny"],
  ["an argument of another type", { arguments: [{ argument: "size", operator: "equals", value: "3" }] }, {}, "allow"],
  [
    "both equals and contains, one of them not so",
    {
      arguments: [
        { argument: "text", operator: "equals", value: "else" },
        { argument: "text", operator: "contains", value: "one" },
      ],
    },
    {},
    "allow",
  ],
  ["mere presence", { arguments: [{ argument: "text", operator: "exists" }] }, {}, "deny"],
  ["mere presence of what is absent", { arguments: [{ argument: "to", operator: "exists" }] }, {}, "allow"],
  ["a value of the allowed list", { arguments: [{ argument: "size", operator: "not-one-of", value: [2, 3] }] }, {}, "allow"],
  ["a value beside the allowed list", { arguments: [{ argument: "size", operator: "not-one-of", value: [2] }] }, {}, "deny"],
  [
    "an absent value where a list is allowed",
    { arguments: [{ argument: "to", operator: "not-one-of", value: ["a"] }] },
    {},
    "deny",
  ],
  ["an empty allowed list", { arguments: [{ argument: "size", operator: "not-one-of", value: [] }] }, {}, "deny"],
  ["a pattern, anywhere in the text", { arguments: [{ argument: "text", operator: "matches", value: "s.cret" }] }, {}, "deny"],
  ["a pattern that is not there", { arguments: [{ argument: "text", operator: "matches", value: "^secret" }] }, {}, "allow"],
  ["a pattern that cannot be read", { arguments: [{ argument: "text", operator: "matches", value: "(" }] }, {}, "deny"],
  [
    "a pattern that cannot be read, for another tool",
    { tools: ["read"], arguments: [{ argument: "text", operator: "matches", value: "(" }] },
    {},
    "allow",
  ],
  ["an agent below", { agents: ["research"] }, { agentPath: ["research", "files"] }, "deny"],
  ["another agent", { agents: ["research"] }, { agentPath: ["files"] }, "allow"],
  ["the session's own agent and all below", { agents: ["agent"] }, { agentPath: ["files"] }, "deny"],
  ["an operator that nobody knows", { state: [{ key: "a", operator: "like" as ValueOperator, value: 1 }] }, {}, "deny"],
  ["a field that nobody knows", { planets: ["mars"] } as RuleMatch, {}, "deny"],
  ["no room in the window", { tools: ["write"], exceeds: { max: 2, windowMs: 100 } }, { admitted: () => 2 }, "deny"],
  ["room in the window", { tools: ["write"], exceeds: { max: 2, windowMs: 100 } }, { admitted: () => 1 }, "allow"],
  ["a window of none", { tools: ["write"], exceeds: { max: 0, windowMs: 100 } }, {}, "deny"],
];

test.each(kinds)("a denial speaks about: %s", (_, match, about, decision) => {
  expect(decisionOf([denying(match)], about)).toBe(decision);
});

const state: JsonObject = {
  ready: true,
  count: 5,
  size: "12",
  name: "Ada",
  tags: ["x", { deep: [1, 2] }],
  none: null,
  shape: { b: 2, a: 1 },
};
/** A precondition holds where the rule that allows under it speaks. */
const preconditions: readonly (readonly [string, ValueOperator, JsonValue | undefined, boolean])[] = [
  ["ready", "equals", true, true],
  ["ready", "equals", "true", false],
  ["shape", "equals", { a: 1, b: 2 }, true],
  ["gone", "equals", null, false],
  ["none", "equals", null, true],
  ["count", "not-equals", 4, true],
  ["gone", "not-equals", 4, true],
  ["count", "greater", 4, true],
  ["count", "greater", 5, false],
  ["size", "greater", 9, true],
  ["name", "greater", 1, false],
  ["gone", "greater", -1, false],
  ["none", "at-most", 1, false],
  ["count", "less", "6", true],
  ["count", "at-least", 5, true],
  ["count", "at-most", 5, true],
  ["count", "at-most", 4.9, false],
  ["none", "exists", undefined, true],
  ["gone", "exists", undefined, false],
  ["gone", "missing", undefined, true],
  ["none", "missing", undefined, false],
  ["name", "contains", "da", true],
  ["tags", "contains", "x", true],
  ["tags", "contains", { deep: [1, 2] }, true],
  ["gone", "contains", "x", false],
  ["count", "one-of", [4, 5], true],
  ["gone", "one-of", [null], false],
  ["gone", "not-one-of", [1], true],
  ["name", "like" as ValueOperator, "A", false],
];

test.each(preconditions)("the state's %s %s %j is %s", (key, operator, value, holds) => {
  const precondition: StateTest = { key, operator, ...(value === undefined ? {} : { value }) };
  const rule = denying({ state: [precondition] }, { decision: "allow" });
  const about = subject({ state: (name) => (Object.hasOwn(state, name) ? state[name] : undefined) });
  expect(decide(compileRules([rule], finds), about).decision).toBe(holds ? "allow" : "ask");
});

describe("what cannot be checked", () => {
  const broken: RuleMatch = { arguments: [{ argument: "text", operator: "matches", value: "(" }] };

  test("never allows, asks where it would ask, and denies where it would deny", () => {
    expect(decisions.map((decision) => decisionOf([denying(broken, { decision })], {}))).toEqual(["allow", "ask", "deny"]);
    const alone = (decision: Decision): string =>
      decide(compileRules([denying(broken, { decision })], finds), subject()).rule.ruleId;
    expect(decisions.map(alone)).toEqual(["level:nothing-matches:ask", "rule_1", "rule_1"]);
  });

  test("takes nothing from what else denies: all violations are there, in order", () => {
    const rules = [
      denying({ tools: ["write"] }, { ruleId: ruleId("rule_c"), place: 2 }),
      denying(broken, { ruleId: ruleId("rule_a"), place: 0 }),
      denying({ tools: ["read"] }, { ruleId: ruleId("rule_d"), place: 3 }),
      denying({}, { ruleId: ruleId("rule_b"), decision: "allow", place: 1 }),
    ];
    const verdict = decide(compileRules(rules, finds), subject());
    expect([verdict.rule.ruleId, verdict.violations?.map((rule) => rule.ruleId)]).toEqual(["rule_a", ["rule_a", "rule_c"]]);
  });
});

test("the first rule that fits decides, in the order that a person gave them", () => {
  const rule = (name: string, decision: Decision, place?: number): Rule =>
    denying({}, { ruleId: ruleId(name), decision, madeAt: name.length, ...(place === undefined ? {} : { place }) });
  const first = (...rules: readonly Rule[]): string => decide(compileRules(rules), subject()).rule.ruleId;
  expect(first(rule("a", "allow", 1), rule("b", "ask", 0))).toBe("b");
  expect(first(rule("a", "allow", 0), rule("new", "ask"))).toBe("new");
  expect(first(rule("old", "ask"), rule("newer", "allow"))).toBe("newer");
});

test("a rule that is off says nothing", () => {
  expect(decisionOf([denying({}, { isOff: true })])).toBe("allow");
});

describe("a window", () => {
  const rule = denying({ tools: ["write"], exceeds: { max: 2, windowMs: 100 } });
  const book = createRuleBook(() => new Map([[rule.ruleId, rule]]));
  const call = (name: string, now: number, tool = "write"): Decision => {
    const about = { sessionId: here, callId: callId(name), now };
    const asked = subject({ now, tool, admitted: (id, windowMs) => book.windows.admitted(id, about, windowMs) });
    const { decision } = decide(book.current(), asked, levelRules("only-limits"));
    for (const { ruleId: id } of admittedBy(book.current(), asked)) book.windows.admit(id, about);
    return decision;
  };

  test("slides, counts a call once however often it is decided about, and takes nothing for what it refuses", () => {
    const said = [
      call("a", 0),
      call("a", 1),
      call("other", 2, "read"),
      call("b", 50),
      call("c", 60),
      call("c", 99),
      call("d", 100),
      call("e", 120),
      call("b", 130),
    ];
    expect(said).toEqual(["allow", "allow", "allow", "allow", "deny", "deny", "allow", "deny", "allow"]);
  });
});

test("a rule book finds with patterns once they are loaded, and again only when the rules change", async () => {
  const rule = denying({ arguments: [{ argument: "text", operator: "matches", value: "s[e3]cret" }] });
  let rules = new Map([[rule.ruleId, rule]]);
  const book = createRuleBook(() => rules);
  const says = (text: string): Decision =>
    decide(book.current(), subject({ input: { text } }), levelRules("only-limits")).decision;
  expect(says("harmless")).toBe("deny");
  await book.load();
  expect([says("harmless"), says("a s3cret"), book.load()]).toEqual(["allow", "deny", undefined]);
  const before = book.current();
  expect(book.current()).toBe(before);
  rules = new Map();
  expect([book.current() === before, says("a s3cret")]).toEqual([false, "allow"]);
});

const names = fc.constantFrom("read", "write", "delete");
const folders = fc.constantFrom("/", "/notes", "/notes/deep");
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const anyMatch = fc
  .record({
    tools: optional(fc.array(names, { minLength: 1, maxLength: 2 })),
    risks: optional(fc.subarray([...riskClasses], { minLength: 1 })),
    folder: optional(folders),
    arguments: optional(fc.constant([{ argument: "path", operator: "contains", value: "a" } as const])),
    state: optional(fc.constant([{ key: "n", operator: "greater", value: 1 } as const])),
  })
  .map((match) => Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)) as RuleMatch);
const anyRules = fc
  .array(fc.record({ match: anyMatch, decision: fc.constantFrom(...decisions), place: fc.nat(5), isOff: fc.boolean() }), {
    maxLength: 8,
  })
  .map((all) =>
    all.map(({ isOff, ...rule }, index) =>
      denying(rule.match, { ...rule, ruleId: ruleId(`rule_${index}`), ...(isOff ? { isOff: true as const } : {}) }),
    ),
  );
const anySubject = fc
  .record({
    tool: names,
    risk: fc.constantFrom(...riskClasses),
    path: fc.constantFrom("/a.md", "/notes/b.md", "/notes/deep/c.md"),
    n: fc.nat(3),
  })
  .map(({ tool, risk, path, n }) => subject({ tool, risks: [risk], paths: [path], input: { path }, state: () => n }));

test("a decision is a function of the rules, the call and the facts alone, and a denial is never lost", () => {
  fc.assert(
    fc.property(anyRules, anySubject, (rules, about) => {
      const [rulesBefore, aboutBefore] = [structuredClone(rules), JSON.stringify(about)];
      const set = compileRules(rules);
      const verdict = decide(set, about, levelRules("ask-risky"));
      expect(decide(set, about, levelRules("ask-risky"))).toEqual(verdict);
      expect(decide(compileRules(structuredClone(rules)), { ...about }, levelRules("ask-risky"))).toEqual(verdict);
      expect([rules, JSON.stringify(about)]).toEqual([rulesBefore, aboutBefore]);
      const alone = rules.filter((rule) => rule.decision === "deny" && decide(compileRules([rule]), about).decision === "deny");
      expect(new Set(verdict.violations?.map((rule) => rule.ruleId))).toEqual(new Set(alone.map((rule) => rule.ruleId)));
      expect(verdict.decision === "deny").toBe(alone.length > 0);
    }),
  );
});

test("every rule that can be made can be read back and has a sentence", () => {
  fc.assert(
    fc.property(anyRules, (rules) => {
      for (const rule of rules) {
        const isTooWide = rule.decision === "allow" && Object.keys(rule.match).length === 0;
        expect(checkRule(JSON.parse(JSON.stringify(rule))).ok).toBe(!isTooWide);
        expect(ruleSentence(rule)).toMatch(/^(Allow|Ask before|Deny) ./);
      }
    }),
  );
});
