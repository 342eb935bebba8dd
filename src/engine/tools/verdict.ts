import type { RiskClass, WorkspaceEffect } from "../../kernel/effect.ts";
import { ruleId } from "../../kernel/ids.ts";
import type { GateDeps, ReadyCall, Round } from "./gate-deps.ts";
import { accessRisks } from "./risk.ts";
import { decide, levelRules, type Verdict } from "./rules.ts";

const noPaths: readonly string[] = [];

const decideOn = (
  deps: GateDeps,
  call: ReadyCall,
  { scope }: Round,
  risks: readonly RiskClass[],
  paths: readonly string[],
): Verdict => {
  const byPeople = deps.rules();
  const byLevel = levelRules(scope.level, scope.mode);
  return decide(byPeople.length === 0 ? byLevel : [...byLevel, ...byPeople], {
    tool: call.tool.name,
    risks,
    paths,
    callHash: call.inputHash,
    sessionId: scope.sessionId,
    now: deps.clock.now(),
  });
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
const withHooks = ({ ruling }: ReadyCall, byRules: () => Verdict): Verdict => {
  if (ruling === undefined) return byRules();
  if (ruling.type === "failed") return ruleOfHook("failed", "deny", ruling.failure.message);
  if (ruling.type === "block") return ruleOfHook(ruling.by, "deny", ruling.reason);
  const verdict = byRules();
  return verdict.decision === "deny" ? verdict : ruleOfHook(ruling.by, "ask", ruling.description);
};

/** What hooks and rules say of a call before it runs: only its tool and its arguments are known. */
export const argumentsVerdict = (deps: GateDeps, call: ReadyCall, round: Round): Verdict =>
  withHooks(call, () => decideOn(deps, call, round, accessRisks(call.tool.access), call.paths));

/**
 * What the rules say of a call whose effect is known. A question that a person's rule asks about the call stays asked where
 * only the level allows the effect.
 */
export const effectVerdict = (
  deps: GateDeps,
  call: ReadyCall,
  round: Round,
  { effect, risks }: { readonly effect: WorkspaceEffect; readonly risks: readonly RiskClass[] },
): Verdict => {
  const before = argumentsVerdict(deps, call, round);
  if (before.decision === "deny") return before;
  const changed = effect.files.length === 0 ? noPaths : effect.files.map(({ path }) => path);
  const after = decideOn(deps, call, round, risks, changed.length === 0 ? call.paths : [...call.paths, ...changed]);
  const isOnlyLevel = after.decision === "allow" && after.rule.madeBy === "level";
  if (call.ruling?.type === "ask") return after.decision === "deny" ? after : before;
  return isOnlyLevel && before.decision === "ask" && before.rule.madeBy === "person" ? before : after;
};
