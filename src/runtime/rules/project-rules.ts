import type { RuleId } from "../../kernel/base/ids.ts";
import type { Effect } from "../../kernel/contracts/store.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { Rule, RuleHits } from "../../kernel/rules/rule.ts";
import { changed } from "../files/changed-map.ts";

interface RuleTables {
  readonly rules: ReadonlyMap<RuleId, Rule>;
  readonly ruleHits: ReadonlyMap<RuleId, RuleHits>;
}

interface ProjectedRules extends RuleTables {
  readonly effects: readonly Effect[];
}

const rowOf = ({ rules, ruleHits }: RuleTables, id: RuleId): Effect => {
  const [rule, hits] = [rules.get(id), ruleHits.get(id)];
  if (rule === undefined) return { type: "remove", table: "rules", key: id };
  return { type: "put", table: "rules", row: { key: id, rule, ...(hits === undefined ? {} : { hits }) } };
};

const withRows = (tables: RuleTables, ids: readonly RuleId[]): ProjectedRules => ({
  ...tables,
  effects: ids.map((id) => rowOf(tables, id)),
});

/** The rules that an entry says decided or asked. A question that is asked is one hit; what its answer lets happen is none more. */
const hitBy = (event: Event): readonly RuleId[] => {
  if (event.type === "approval-requested") return [event.approval.rule.ruleId];
  if (event.type !== "call-settled" || event.approvalId !== undefined) return [];
  const { outcome, ruleId } = event;
  if (outcome.type === "denied" && outcome.violations !== undefined) return outcome.violations.map((one) => one.ruleId);
  return ruleId === undefined ? [] : [ruleId];
};

/** The stored rules in the order that a person gave them. Rules that are not named keep their place behind them. */
const ordered = (rules: RuleTables["rules"], ruleIds: readonly RuleId[]): RuleTables["rules"] => {
  const places = new Map(ruleIds.map((id, place) => [id, place]));
  return new Map([...rules].map(([id, rule]) => [id, places.has(id) ? { ...rule, place: places.get(id) ?? 0 } : rule]));
};

/** What an entry does to the rules and their hits; undefined where it says nothing of them. */
export const projectRules = ({ rules, ruleHits }: RuleTables, event: Event, at: number): ProjectedRules | undefined => {
  switch (event.type) {
    case "rule-added":
    case "rule-changed":
      return withRows({ rules: changed(rules, event.rule.ruleId, event.rule), ruleHits }, [event.rule.ruleId]);
    case "rule-removed":
      return withRows({ rules: changed(rules, event.ruleId, undefined), ruleHits: changed(ruleHits, event.ruleId, undefined) }, [
        event.ruleId,
      ]);
    case "rules-ordered":
      return withRows(
        { rules: ordered(rules, event.ruleIds), ruleHits },
        event.ruleIds.filter((id) => rules.has(id)),
      );
    case "approval-requested":
    case "call-settled": {
      if (rules.size === 0) return undefined;
      const hit = hitBy(event).filter((id) => rules.has(id));
      if (hit.length === 0) return undefined;
      const counted = new Map(ruleHits);
      for (const id of hit) counted.set(id, { count: (counted.get(id)?.count ?? 0) + 1, lastAt: at });
      return withRows({ rules, ruleHits: counted }, hit);
    }
    default:
      return undefined;
  }
};
