import fc from "fast-check";
import { expect, test } from "vitest";
import { ruleId, runId, sessionId } from "../../../kernel/base/ids.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { AgentBounds, CapabilitySet } from "../../../kernel/rules/capability.ts";
import { type Decision, levels, type Rule } from "../../../kernel/rules/rule.ts";
import { goesBeyond } from "./capability-rules.ts";
import { judgeArguments, judgeEffect } from "./judge.ts";
import { levelRules } from "./level-rules.ts";
import { createCallWindows } from "./rule-book.ts";
import { admittedBy, compileRules, decide, type RuleSubject } from "./rule-set.ts";

const subject = (changes: Partial<RuleSubject> = {}): RuleSubject => ({
  tool: "write",
  risks: ["change"],
  paths: ["/notes/a.md"],
  callHash: () => "hash",
  input: {},
  sessionId: sessionId("s"),
  now: 1_000,
  ...changes,
});
const outside = (input: RuleSubject["input"]): Partial<RuleSubject> => ({ tool: "fetch", risks: ["network"], paths: [], input });

test.each<readonly [string, CapabilitySet, Partial<RuleSubject>, boolean]>([
  ["nothing is beyond a set without fields", {}, {}, false],
  ["a tool that is named is within", { tools: ["read", "write"] }, {}, false],
  ["another tool is beyond", { tools: ["read"] }, {}, true],
  ["an empty list lets no tool through", { tools: [] }, {}, true],
  ["a denied tool is beyond although it is named", { tools: ["write"], deniedTools: ["write"] }, {}, true],
  ["a path in a folder is within", { folders: ["/tmp", "/notes"] }, {}, false],
  ["a longer name is another folder", { folders: ["/note"] }, {}, true],
  ["one path outside is enough", { folders: ["/notes"] }, { paths: ["/notes/a", "/b"] }, true],
  ["a call without a path touches no folder", { folders: ["/notes"] }, { paths: [] }, false],
  ["a host is compared whole", { hosts: ["a.test"] }, outside({ url: "https://a.test/x" }), false],
  ["a name that ends with it is another", { hosts: ["a.test"] }, outside({ url: "https://evila.test" }), true],
  ["what stands before the @ is no host", { hosts: ["a.test"] }, outside({ url: "https://a.test@evil.test/" }), true],
  ["every address counts", { hosts: ["a.test"] }, outside({ args: ["https://a.test", "see https://b.test/"] }), true],
  ["an address without a scheme counts", { hosts: ["a.test"] }, outside({ url: "//b.test/x" }), true],
  ["a name of a parameter can hold an address", { hosts: ["a.test"] }, outside({ "https://b.test": "https://a.test" }), true],
  ["no address at all is beyond", { hosts: ["a.test"] }, outside({ to: "a.test" }), true],
  ["a port that is asked for is meant", { hosts: ["a.test:81"] }, outside({ url: "http://a.test:82" }), true],
  ["a host without a port means any", { hosts: ["A.test"] }, outside({ url: "http://a.TEST:82" }), false],
  ["what reaches nowhere may name any host", { hosts: ["a.test"] }, { input: { content: "https://b.test" } }, false],
])("%s", (_, set, about, beyond) => {
  expect(goesBeyond(set, subject(about))).toBe(beyond);
});

const rule = (changes: Partial<Rule>): Rule => ({
  ruleId: ruleId("r"),
  match: {},
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 0,
  sentence: "A rule.",
  ...changes,
});

test("a set that this program cannot read denies, and never allows", () => {
  const strange = { planets: ["mars"] } as unknown as CapabilitySet;
  expect(() => goesBeyond(strange, subject())).toThrow("planets");
  const decided = (decision: Decision, beyond: CapabilitySet): Decision =>
    decide(compileRules([rule({ decision, match: { tools: ["write"], beyond } })]), subject(), levelRules("ask-every-change"))
      .decision;
  expect([decided("deny", strange), decided("allow", strange), decided("allow", { tools: [] })]).toEqual(["deny", "ask", "ask"]);
});

const of = (name: string, more: Omit<AgentBounds, "of">): AgentBounds => ({ of: runId(name), ...more });

test("calls are counted for an agent and those below it together", () => {
  const windows = createCallWindows();
  const parent = [of("p", { maxCalls: 4 })];
  const child = [...parent, of("c", { maxCalls: 2 })];
  let made = 0;
  const call = (bounds: readonly AgentBounds[]): Decision => {
    const about = { sessionId: sessionId("s"), callId: `call_${++made}` as never, now: 1_000 };
    const asked = subject({ bounds, admitted: (id, windowMs) => windows.admitted(id, about, windowMs) });
    const { decision } = decide(compileRules([]), asked, levelRules("ask-risky"));
    for (const { ruleId: id } of admittedBy(compileRules([]), asked)) windows.admit(id, about);
    return decision;
  };
  // What the child's count denies has used a place of the one above it, as with every two windows.
  expect([call(child), call(child), call(child), call(parent), call(parent)]).toEqual([
    "allow",
    "allow",
    "deny",
    "allow",
    "deny",
  ]);
});

const tools = ["read", "write", "delete", "fetch"];
const folders = ["/", "/notes", "/notes/deep", "/other"];
const hosts = ["a.test", "b.test"];
const some = <Value>(from: readonly Value[]) => fc.option(fc.subarray([...from]), { nil: undefined });
const defined = (set: object): object => Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
const anySet = fc
  .record({ tools: some(tools), deniedTools: some(tools), folders: some(folders), hosts: some(hosts) })
  .map(defined);
const anyRisks = fc.subarray<RiskClass>(["read", "change", "delete", "network", "spend"], { minLength: 1 });
const anyPaths = fc.subarray(["/notes/a.md", "/notes/deep/b.md", "/other/c.md", "/d.md"]);
const anyCall = fc.record({
  tool: fc.constantFrom(...tools),
  risks: anyRisks,
  paths: anyPaths,
  input: fc.constantFrom({}, { url: "https://a.test/" }, { url: "https://b.test/" }, { url: "https://c.test", also: "//a.test" }),
});
const anyRule = fc
  .record({
    decision: fc.constantFrom<Decision>("allow", "ask", "deny"),
    tools: some(tools),
    agents: some(["agent", "one", "two", "three"]),
    beyond: fc.option(anySet, { nil: undefined }),
    off: fc.boolean(),
  })
  .map(({ agents, beyond, decision, off, tools: named }) =>
    rule({
      decision,
      match: defined({ tools: named, agents, beyond }),
      ...(off ? { isOff: true as const } : {}),
    }),
  );

test("whatever is asked, what an agent may not do, none below it may: over any sets, nestings, rules and levels", () => {
  const names = ["one", "two", "three"];
  fc.assert(
    fc.property(
      fc.array(anySet, { minLength: 1, maxLength: 3 }),
      fc.array(anyRule, { maxLength: 6 }),
      fc.array(fc.record({ call: anyCall, changed: anyPaths, effectRisks: anyRisks }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...levels),
      (sets, rules, calls, level) => {
        const chain = sets.map((set, depth) => of(`run_${depth}`, set));
        const inForce = { own: compileRules(rules), byLevel: levelRules(level, "default") };
        for (const { call, changed, effectRisks } of calls) {
          const denials = Array.from({ length: chain.length + 1 }, (_, depth) => {
            const agent = depth === 0 ? {} : { agentPath: names.slice(0, depth), bounds: chain.slice(0, depth) };
            const asked = subject({ ...call, ...agent });
            const before = judgeArguments(inForce, asked);
            const after = judgeEffect(inForce, asked, before, { risks: effectRisks, changed });
            // The parts of a set bind by themselves, whatever a rule says.
            const isBeyond = chain.slice(0, depth).some(({ of: _of, ...set }) => goesBeyond(set, asked));
            expect(!isBeyond || before.decision === "deny").toBe(true);
            return [before.decision === "deny", after.decision === "deny"] as const;
          });
          for (const [depth, [before, after]] of denials.entries()) {
            const [below = [true, true] as const] = denials.slice(depth + 1);
            expect([!before || below[0], !after || below[1]]).toEqual([true, true]);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

const frozen = <Value extends object>(value: Value): Value => {
  for (const one of Object.values(value)) if (typeof one === "object" && one !== null) frozen(one);
  return Object.freeze(value);
};

test("a decision is a function of the rules and the call: the same again, in whatever order the rules come, and nothing is changed", () => {
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 8 }),
      anyCall,
      fc.constantFrom(...levels),
      fc.nat(7),
      (made, about, level, turn) => {
        const rules = made.map((one, index) => frozen({ ...one, ruleId: ruleId(`r${index}`), madeAt: index % 3 }));
        const asked = frozen(subject({ ...about, agentPath: ["one"], bounds: [of("one", { folders: ["/notes"] })] }));
        const said = (from: readonly Rule[]) => decide(compileRules(from), asked, levelRules(level));
        const first = said(rules);
        expect(said(rules)).toEqual(first);
        expect(said([...rules.slice(turn), ...rules.slice(0, turn)])).toEqual(first);
        expect(said(rules.toReversed())).toEqual(first);
      },
    ),
    { numRuns: 300 },
  );
});
