import { expect, test } from "vitest";
import { ruleId, sessionId } from "../../../kernel/base/ids.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { Decision, Level, Rule } from "../../../kernel/rules/rule.ts";
import { levelRules } from "./level-rules.ts";
import { liesIn } from "./path-folder.ts";
import { compileRules, decide, type RuleSubject } from "./rule-set.ts";

const here = sessionId("session_1");
const subject = (changes: Partial<RuleSubject> = {}): RuleSubject => ({
  tool: "write",
  risks: ["change"],
  paths: ["/notes/a.md"],
  callHash: () => "hash_1",
  input: { path: "/notes/a.md" },
  sessionId: here,
  now: 1_000,
  ...changes,
});
let made = 0;
const personRule = (changes: Partial<Rule> = {}): Rule => {
  made += 1;
  return {
    ruleId: ruleId(`rule_${made}`),
    match: {},
    decision: "allow",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: made,
    sentence: `Rule ${made}.`,
    ...changes,
  };
};

const levelCases: readonly (readonly [Level, RiskClass, Decision])[] = [
  ["ask-every-change", "read", "allow"],
  ["ask-every-change", "change", "ask"],
  ["ask-every-change", "delete", "ask"],
  ["ask-every-change", "network", "ask"],
  ["ask-every-change", "spend", "ask"],
  ["ask-risky", "read", "allow"],
  ["ask-risky", "change", "allow"],
  ["ask-risky", "delete", "ask"],
  ["ask-risky", "network", "ask"],
  ["ask-risky", "spend", "ask"],
  ["only-limits", "read", "allow"],
  ["only-limits", "change", "allow"],
  ["only-limits", "delete", "allow"],
  ["only-limits", "network", "ask"],
  ["only-limits", "spend", "ask"],
];

test.each(levelCases)("level %s: %s is %s", (level, risk, decision) => {
  expect(decide(compileRules([]), subject({ risks: [risk] }), levelRules(level)).decision).toBe(decision);
});

interface RuleCase {
  readonly name: string;
  readonly rules: readonly Partial<Rule>[];
  readonly about?: Partial<RuleSubject>;
  readonly level?: Level;
  readonly decision: Decision;
}

const elsewhere = { type: "session", sessionId: sessionId("session_2") } as const;
const cases: readonly RuleCase[] = [
  { name: "a person's allow wins over the level's ask", rules: [{}], level: "ask-every-change", decision: "allow" },
  { name: "a person's ask wins over the level's allow", rules: [{ decision: "ask" }], level: "only-limits", decision: "ask" },
  { name: "a deny wins over a newer allow", rules: [{ decision: "deny" }, {}], decision: "deny" },
  { name: "the newest of two rules decides", rules: [{ decision: "ask" }, {}], decision: "allow" },
  { name: "the newest decides whatever the order", rules: [{ madeAt: 9e9, decision: "ask" }, {}], decision: "ask" },
  { name: "an expired deny is gone", rules: [{ decision: "deny", expiresAt: 999 }], decision: "allow" },
  { name: "a rule holds up to its last millisecond", rules: [{ decision: "deny", expiresAt: 1_000 }], decision: "deny" },
  { name: "another session's deny says nothing", rules: [{ decision: "deny", scope: elsewhere }], decision: "allow" },
  {
    name: "this session's deny holds",
    rules: [{ decision: "deny", scope: { type: "session", sessionId: here } }],
    decision: "deny",
  },
  { name: "a rule on this tool holds", rules: [{ decision: "deny", match: { tools: ["edit", "write"] } }], decision: "deny" },
  { name: "a tool's name is exact", rules: [{ decision: "deny", match: { tools: ["Write"] } }], decision: "allow" },
  {
    name: "a look-alike name is another tool",
    rules: [{ decision: "deny", match: { tools: ["wr\u0456te"] } }],
    decision: "allow",
  },
  { name: "an empty list of tools matches none", rules: [{ decision: "deny", match: { tools: [] } }], decision: "allow" },
  { name: "one of the risks is enough", rules: [{ decision: "deny", match: { risks: ["delete", "change"] } }], decision: "deny" },
  { name: "another risk says nothing", rules: [{ decision: "deny", match: { risks: ["network"] } }], decision: "allow" },
  { name: "a folder covers what lies in it", rules: [{ decision: "ask", match: { folder: "/notes" } }], decision: "ask" },
  {
    name: "a folder's slash at the end is the same",
    rules: [{ decision: "ask", match: { folder: "/notes/" } }],
    decision: "ask",
  },
  { name: "the root covers all", rules: [{ decision: "ask", match: { folder: "/" } }], decision: "ask" },
  {
    name: "a folder never covers its name's longer neighbour",
    rules: [{ match: { folder: "/notes" } }],
    about: { paths: ["/notesx/a.md"] },
    level: "ask-every-change",
    decision: "ask",
  },
  {
    name: "an allowed folder covers a call only when every path lies in it",
    rules: [{ match: { folder: "/notes" } }],
    about: { paths: ["/notes/a.md", "/secret.md"] },
    level: "ask-every-change",
    decision: "ask",
  },
  {
    name: "a denied folder covers a call when any path lies in it, so that nothing is carried out of it",
    rules: [{ decision: "deny", match: { folder: "/secret" } }],
    about: { paths: ["/secret/a.md", "/public/a.md"] },
    decision: "deny",
  },
  {
    name: "an asked folder covers a call when any path lies in it",
    rules: [{ decision: "ask", match: { folder: "/secret" } }],
    about: { paths: ["/public/a.md", "/secret/a.md"] },
    decision: "ask",
  },
  {
    name: "a call that names no path lies in no folder",
    rules: [{ match: { folder: "/" } }],
    about: { paths: [] },
    level: "ask-every-change",
    decision: "ask",
  },
  { name: "exactly this call", rules: [{ decision: "ask", match: { callHash: "hash_1" } }], decision: "ask" },
  { name: "another call's hash says nothing", rules: [{ decision: "ask", match: { callHash: "hash_2" } }], decision: "allow" },
  {
    name: "every field has to match",
    rules: [{ decision: "deny", match: { tools: ["write"], folder: "/other" } }],
    decision: "allow",
  },
  {
    name: "permission for changes never covers a deletion",
    rules: [{ match: { risks: ["change"] } }],
    about: { risks: ["delete"] },
    decision: "ask",
  },
];

test.each(cases)("$name", ({ rules, about, level = "ask-risky", decision }) => {
  expect(decide(compileRules(rules.map(personRule)), subject(about), levelRules(level)).decision).toBe(decision);
});

test("the verdict names the rule that decided", () => {
  const rule = personRule({ decision: "deny", match: { tools: ["write"] } });
  expect(decide(compileRules([personRule(), rule]), subject(), levelRules("only-limits"))).toEqual({
    decision: "deny",
    rule,
    violations: [rule],
  });
});

test("what no rule speaks about is asked", () => {
  const { decision, rule } = decide(compileRules([]), subject());
  expect({ decision, sentence: rule.sentence }).toEqual({
    decision: "ask",
    sentence: "No rule speaks about this call, so it is asked.",
  });
});

test("a folder is compared by whole segments", () => {
  expect(["/a", "/a/b", "/ab", "/", "/a.b"].map((path) => liesIn(path, "/a"))).toEqual([true, true, false, false, false]);
});
