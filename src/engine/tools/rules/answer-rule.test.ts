import fc from "fast-check";
import { expect, test } from "vitest";
import { approvalId, callId, effectId, ruleId, runId, sessionId } from "../../../kernel/base/ids.ts";
import { ok } from "../../../kernel/base/result.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { createToolRegistry } from "../gate/registry.ts";
import { ruleOfAnswer } from "./answer-rule.ts";
import { levelRules } from "./level-rules.ts";
import { compileRules, decide, type RuleSubject } from "./rule-set.ts";

const here = sessionId("s");
const question = (risks: readonly RiskClass[]): Approval => ({
  approvalId: approvalId("a"),
  status: "pending",
  sessionId: here,
  runId: runId("r"),
  callId: callId("c"),
  turn: 1,
  tool: "send",
  headline: { verb: "Sent", object: "x" },
  kind: "effect",
  risks,
  input: {},
  inputHash: "hash",
  effect: { effectId: effectId("e"), files: [], reads: [], hash: "h" },
  rule: { ruleId: ruleId("level"), sentence: "Ask." },
  askedAt: 1,
  causes: [],
  origins: [],
  editedFields: [],
});
const allow: Rule = {
  ruleId: ruleId("mine"),
  match: { tools: ["send"] },
  decision: "allow",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "Allow it.",
};
const subject = (changes: Partial<RuleSubject>): RuleSubject => ({
  tool: "send",
  risks: ["read"],
  paths: [],
  callHash: () => "hash",
  input: {},
  sessionId: here,
  now: 1,
  definition: () => "as it was",
  ...changes,
});
const graver: Readonly<Record<RiskClass, readonly RiskClass[]>> = {
  read: ["change", "delete", "network", "spend"],
  change: ["delete", "network", "spend"],
  delete: ["network", "spend"],
  network: ["change", "delete", "spend"],
  spend: ["change", "delete", "network"],
};
const risksOf = Object.keys(graver) as readonly RiskClass[];

test("an approval covers what was shown and what is less, and never what is graver", () => {
  fc.assert(
    fc.property(fc.constantFrom(...risksOf), fc.constantFrom(...risksOf), (shown, later) => {
      const rule = ruleOfAnswer(question([shown]), { type: "allow-for", rule: allow }, "as it was");
      if (rule === undefined) throw new Error("An answer that allows made no rule.");
      const { rule: decided } = decide(compileRules([rule]), subject({ risks: [later] }), levelRules("ask-every-change"));
      if (shown === later) expect(decided.ruleId).toBe(allow.ruleId);
      if (graver[shown].includes(later)) expect(decided.ruleId).not.toBe(allow.ruleId);
    }),
  );
});

test("a tool that is defined differently is asked about again", () => {
  const rule = ruleOfAnswer(question(["network"]), { type: "allow-for", rule: allow }, "as it was");
  if (rule === undefined) throw new Error("An answer that allows made no rule.");
  const said = (definition: RuleSubject["definition"]): string =>
    decide(
      compileRules([rule]),
      subject({ risks: ["network"], ...(definition === undefined ? {} : { definition }) }),
      levelRules("ask-risky"),
    ).decision;
  expect([said(undefined), said(() => "changed"), said(() => undefined)]).toEqual(["allow", "ask", "ask"]);
});

test("an answer that allows nothing beyond this once makes no rule, and a refusal makes one where it sticks", () => {
  const make = (answer: Parameters<typeof ruleOfAnswer>[1]) => ruleOfAnswer(question(["change"]), answer, undefined);
  expect([make({ type: "approve" }), make({ type: "reject", reason: "" }), make({ type: "edit", input: {} })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(make({ type: "reject", reason: "", sticks: true })).toMatchObject({
    match: { callHash: "hash" },
    decision: "deny",
    scope: { type: "session", sessionId: here },
  });
});

const tool = (changes: Partial<Tool>): Tool =>
  ({
    name: "send",
    description: "Sends.",
    inputSchema: { type: "object" },
    access: "external",
    timeoutMs: 1,
    parse: () => ok({}),
    headline: () => ({ verb: "Sent", object: "" }),
    paths: () => [],
    run: async () => ok({ text: "", isError: false }),
    ...changes,
  }) as Tool;

test("a definition is what models read and what the tool can do, whatever the order of its schema, and nothing else", () => {
  const hashOf = (changes: Partial<Tool>) => createToolRegistry([tool(changes)]).definitionOf("send");
  const schema = { inputSchema: { type: "object", title: "a" } };
  expect(hashOf(schema)).toBe(hashOf({ inputSchema: { title: "a", type: "object" } }));
  expect(hashOf({})).toBe(hashOf({ timeoutMs: 2 }));
  const all = [{}, { description: "Sends more." }, { access: "read" as const }, schema].map(hashOf);
  expect(new Set(all).size).toBe(4);
  expect(createToolRegistry([]).definitionOf("send")).toBe(undefined);
});

test("what is allowed to one agent is not handed on to those that it asks, nor to its neighbours", () => {
  const decisionOf = (rule: Rule | undefined, agentPath: readonly string[]): string =>
    decide(compileRules(rule === undefined ? [] : [rule]), subject({ agentPath })).decision;
  const answer = { type: "allow-for", rule: allow } as const;
  const own = ruleOfAnswer(question(["read"]), answer, undefined);
  expect([[], ["scout"], ["scout", "reader"]].map((path) => decisionOf(own, path))).toEqual(["allow", "ask", "ask"]);
  const scouts = ruleOfAnswer({ ...question(["read"]), agentPath: ["scout"] }, answer, undefined);
  expect([[], ["scout"], ["writer"]].map((path) => decisionOf(scouts, path))).toEqual(["ask", "allow", "ask"]);
  // A rule that a person wrote for everybody holds for everybody.
  expect([[], ["scout"]].map((path) => decisionOf(allow, path))).toEqual(["allow", "allow"]);
});
