import type { Failure } from "../../kernel/base/failure.ts";
import { loadPart } from "../../kernel/base/load-part.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { RuleKeeper, RuleKeeperDeps } from "./rules.ts";

/** The keeper of the rules, loaded when a person first changes one. */
export const lazyRuleKeeper = (deps: RuleKeeperDeps): RuleKeeper => {
  const load = async (): Promise<RuleKeeper> => (await import("./rules.ts")).createRuleKeeper(deps);
  const ask = async (question: (keeper: RuleKeeper) => Promise<Result<null, Failure>>): Promise<Result<null, Failure>> => {
    const keeper = await loadPart(load, "what keeps the rules");
    return keeper.ok ? question(keeper.value) : keeper;
  };
  return {
    add: (rule) => ask(({ add }) => add(rule)),
    change: (rule) => ask(({ change }) => change(rule)),
    put: (rules, removed) => ask(({ put }) => put(rules, removed)),
    order: (ruleIds) => ask(({ order }) => order(ruleIds)),
    remove: (ruleId) => ask(({ remove }) => remove(ruleId)),
  };
};
