import { createLineMatcher } from "../../engine/files/search/line-matcher.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { RuleId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { Event } from "../../kernel/log/event.ts";
import { checkRule, maxRules } from "../../kernel/rules/check-rule.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import type { WorkspaceTables } from "../projection.ts";

/** The person's rules. Each change is one entry: it is stored and in force, or nothing is. */
export interface RuleKeeper {
  /** Refused where it cannot be read, would allow every call, or its id is taken. */
  readonly add: (rule: Rule) => Promise<Result<null, Failure>>;
  readonly change: (rule: Rule) => Promise<Result<null, Failure>>;
  /**
   * In one commit: adds these rules, or puts them in the place of those of their ids, and removes the others that are named. What
   * is removed and not there is passed over.
   */
  readonly put: (rules: readonly Rule[], removed: readonly RuleId[]) => Promise<Result<null, Failure>>;
  /** `conflict` where these are not all the rules that there are. */
  readonly order: (ruleIds: readonly RuleId[]) => Promise<Result<null, Failure>>;
  readonly remove: (ruleId: RuleId) => Promise<Result<null, Failure>>;
}

const gone: Failure = {
  type: "not-found",
  message: "This rule is not there any more: it was removed meanwhile. Nothing was stored; add it again if you want it.",
};
const taken: Failure = { type: "conflict", message: "This rule is there already. Nothing was stored." };
const tooMany: Failure = {
  type: "invalid-input",
  message: `There are ${maxRules} rules already. Nothing was stored; remove one first.`,
};
const othersThere: Failure = {
  type: "conflict",
  message: "Rules were added or removed meanwhile, so the order was not stored. Look at the list and move the rule again.",
};

/** The rule, when everything about it can be read, its patterns too. */
export const readableRule = async (untrusted: unknown): Promise<Result<Rule, Failure>> => {
  const checked = checkRule(untrusted as JsonValue);
  if (!checked.ok) return checked;
  const { match } = checked.value;
  for (const { operator, value } of [...(match.arguments ?? []), ...(match.state ?? [])]) {
    if (operator !== "matches" || typeof value !== "string") continue;
    const matcher = await createLineMatcher(value);
    if (!matcher.ok) return err({ type: "invalid-input", message: `${matcher.error} Nothing was stored; correct the pattern.` });
  }
  return checked;
};

export interface RuleKeeperDeps {
  readonly store: Store<WorkspaceTables>;
}

export const createRuleKeeper = ({ store }: RuleKeeperDeps): RuleKeeper => {
  const rules = (): WorkspaceTables["rules"] => store.state().rules;
  const append = async (...events: readonly Event[]): Promise<Result<null, Failure>> => {
    const entries = events.map((event) => ({ causes: [], origins: [{ type: "user" as const }], event }));
    const stored = await store.append({ entries, effects: [], expects: [], durability: "strict" });
    return stored.ok ? ok(null) : stored;
  };
  return {
    add: async (untrusted) => {
      const rule = await readableRule(untrusted);
      if (!rule.ok) return rule;
      if (rules().has(rule.value.ruleId)) return err(taken);
      return rules().size >= maxRules ? err(tooMany) : append({ type: "rule-added", rule: rule.value });
    },
    change: async (untrusted) => {
      const rule = await readableRule(untrusted);
      if (!rule.ok) return rule;
      return rules().has(rule.value.ruleId) ? append({ type: "rule-changed", rule: rule.value }) : err(gone);
    },
    put: async (untrusted, removed) => {
      const events: Event[] = removed.filter((id) => rules().has(id)).map((id) => ({ type: "rule-removed", ruleId: id }));
      for (const one of untrusted) {
        const rule = await readableRule(one);
        if (!rule.ok) return rule;
        const before = rules().get(rule.value.ruleId);
        if (before === undefined) events.push({ type: "rule-added", rule: rule.value });
        else if (before.place === undefined) events.push({ type: "rule-changed", rule: rule.value });
        else events.push({ type: "rule-changed", rule: { ...rule.value, place: before.place } });
      }
      const grown = events.reduce((sum, { type }) => sum + (type === "rule-added" ? 1 : type === "rule-removed" ? -1 : 0), 0);
      if (rules().size + grown > maxRules) return err(tooMany);
      return events.length === 0 ? ok(null) : append(...events);
    },
    order: async (ruleIds) => {
      const isWhole = ruleIds.length === rules().size && new Set(ruleIds).size === ruleIds.length;
      return isWhole && ruleIds.every((id) => rules().has(id)) ? append({ type: "rules-ordered", ruleIds }) : err(othersThere);
    },
    remove: async (ruleId) => (rules().has(ruleId) ? append({ type: "rule-removed", ruleId }) : err(gone)),
  };
};
