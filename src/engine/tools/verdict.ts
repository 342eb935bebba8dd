import type { RiskClass, WorkspaceEffect } from "../../kernel/effect.ts";
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
  const byLevel = levelRules(scope.level);
  return decide(byPeople.length === 0 ? byLevel : [...byLevel, ...byPeople], {
    tool: call.tool.name,
    risks,
    paths,
    callHash: call.inputHash,
    sessionId: scope.sessionId,
    now: deps.clock.now(),
  });
};

/** What the rules say of a call before it runs: only its tool and its arguments are known. */
export const argumentsVerdict = (deps: GateDeps, call: ReadyCall, round: Round): Verdict =>
  decideOn(deps, call, round, accessRisks(call.tool.access), call.paths);

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
  return isOnlyLevel && before.decision === "ask" && before.rule.madeBy === "person" ? before : after;
};
