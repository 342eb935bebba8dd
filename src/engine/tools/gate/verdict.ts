import { ruleId } from "../../../kernel/base/ids.ts";
import type { Writable } from "../../../kernel/base/writable.ts";
import type { RiskClass, WorkspaceEffect } from "../../../kernel/log/effect.ts";
import { outsideOf } from "../../../kernel/rules/origin.ts";
import { permissionsOf } from "../../../kernel/rules/permission.ts";
import { judgeArguments, judgedEffect, judgeEffect, type RulesInForce } from "../rules/judge.ts";
import { levelRules } from "../rules/level-rules.ts";
import { accessRisks } from "../rules/risk.ts";
import { admittedBy, type RuleSubject, type Verdict } from "../rules/rule-set.ts";
import { originsOfCall } from "../rules/text-origins.ts";
import type { GateDeps, HookRuling, ReadyCall, Round } from "./gate-deps.ts";

const inForce = (deps: GateDeps, { scope }: Round): RulesInForce => ({
  own: deps.rules.current(),
  byLevel: levelRules(scope.level, scope.mode),
});

const subjectOf = ({ clock, rules, tools }: GateDeps, call: ReadyCall, round: Round): RuleSubject => {
  const { scope } = round;
  const now = clock.now();
  const { callId } = call;
  const subject: Writable<RuleSubject> = {
    tool: call.tool.name,
    risks: accessRisks(call.tool.access),
    paths: call.paths,
    permissions: permissionsOf(call.tool),
    callHash: call.inputHash.value,
    definition: () => tools.definitionOf(call.tool.name),
    input: call.input,
    sessionId: scope.sessionId,
    now,
    admitted: (rule, windowMs) => rules.windows.admitted(rule, { sessionId: scope.sessionId, callId, now }, windowMs),
  };
  const origins = outsideOf(originsOfCall(call, round));
  if (origins.length > 0) subject.origins = origins;
  if (rules.state !== undefined) subject.state = rules.state;
  if (scope.agent !== undefined) {
    subject.agentPath = scope.agent.agentPath;
    if (scope.agent.bounds !== undefined) subject.bounds = scope.agent.bounds;
  }
  return subject;
};

/** A call that is decided about takes its place in the windows, whatever else is said of it. */
const takePlaces = ({ rules }: GateDeps, { callId }: ReadyCall, subject: RuleSubject): void => {
  const { sessionId, now } = subject;
  for (const { ruleId: id } of admittedBy(rules.current(), subject)) rules.windows.admit(id, { sessionId, callId, now });
};

const ruleOfHook = (by: string, decision: "ask" | "deny", sentence: string): Verdict => ({
  decision,
  rule: {
    ruleId: ruleId(`hook:${by}`),
    match: {},
    decision,
    scope: { type: "workspace" },
    madeBy: "level",
    madeAt: 0,
    sentence,
  },
});

/** What the hooks said, and what the rules say: a hook's block stands before the rules, its question behind what they deny. */
const withRuling = (ruling: HookRuling, byRules: () => Verdict): Verdict => {
  if (ruling.type === "failed") return ruleOfHook("failed", "deny", ruling.failure.message);
  if (ruling.type === "block") return ruleOfHook(ruling.by, "deny", ruling.reason);
  const verdict = byRules();
  return verdict.decision === "deny" ? verdict : ruleOfHook(ruling.by, "ask", ruling.description);
};

/** What hooks and rules say of a call before it runs: only its tool and its arguments are known. */
export const argumentsVerdict = (deps: GateDeps, call: ReadyCall, round: Round): Verdict => {
  const { ruling } = call;
  return ruling === undefined ? rulesVerdict(deps, call, round) : withRuling(ruling, () => rulesVerdict(deps, call, round));
};

const rulesVerdict = (deps: GateDeps, call: ReadyCall, round: Round): Verdict => {
  const subject = subjectOf(deps, call, round);
  const verdict = judgeArguments(inForce(deps, round), subject);
  takePlaces(deps, call, subject);
  return verdict;
};

/** What they say of a call whose effect is known. */
export const effectVerdict = (
  deps: GateDeps,
  call: ReadyCall,
  round: Round,
  { effect, risks }: { readonly effect: WorkspaceEffect; readonly risks: readonly RiskClass[] },
): Verdict => {
  const before = argumentsVerdict(deps, call, round);
  if (before.decision === "deny") return before;
  const after = judgeEffect(inForce(deps, round), subjectOf(deps, call, round), before, judgedEffect(effect, risks));
  return call.ruling?.type === "ask" && after.decision !== "deny" ? before : after;
};

/** A call that may run, with the rule that lets it where a person made one: what it did is counted for that rule. */
export const allowedCall = (call: ReadyCall, { decision, rule }: Verdict): ReadyCall =>
  decision === "allow" && rule.madeBy !== "level" ? { ...call, allowedBy: rule.ruleId } : call;
