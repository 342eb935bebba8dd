import type { Failure } from "../../../../kernel/base/failure.ts";
import type { RuleId } from "../../../../kernel/base/ids.ts";
import type { Result } from "../../../../kernel/base/result.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";
import { useActions } from "../../../store/use-app.ts";

/** Sends what a person does to the rules, and says what went wrong. What takes something away can be taken back. */
export const useRuleCommands = () => {
  const { send, notify } = useActions();
  const orNotify = async (answering: Promise<Result<null, Failure>>): Promise<boolean> => {
    const answer = await answering;
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    return answer.ok;
  };
  const toggled = ({ isOff, ...rule }: Rule): Rule => (isOff === true ? rule : { ...rule, isOff: true });
  return {
    toggle: (rule: Rule) => void orNotify(send({ type: "change-rule", rule: toggled(rule) })),
    /** All in one commit; `done` says what it came to. */
    put: async (made: readonly Rule[], removed: readonly RuleId[], rules: readonly Rule[], done: string): Promise<void> => {
      if (!(await orNotify(send({ type: "put-rules", rules: made, removed })))) return;
      const touched = new Set([...made.map(({ ruleId }) => ruleId), ...removed]);
      const before = rules.filter(({ ruleId }) => touched.has(ruleId));
      const known = new Set(before.map(({ ruleId }) => ruleId));
      const added = made.map(({ ruleId }) => ruleId).filter((id) => !known.has(id));
      const undo = (): void => void orNotify(send({ type: "put-rules", rules: before, removed: added }));
      notify({ tone: "info", text: done, action: { label: "Undo", run: undo } });
    },
    order: (ruleIds: readonly RuleId[]) => void orNotify(send({ type: "order-rules", ruleIds })),
    remove: async (rule: Rule): Promise<void> => {
      if (!(await orNotify(send({ type: "remove-rule", ruleId: rule.ruleId })))) return;
      const undo = (): void => void orNotify(send({ type: "add-rule", rule }));
      notify({ tone: "info", text: `Rule removed: ${rule.sentence}`, action: { label: "Undo", run: undo } });
    },
    save: async (rule: Rule, isNew: boolean): Promise<string | undefined> => {
      const answer = await send(isNew ? { type: "add-rule", rule } : { type: "change-rule", rule });
      return answer.ok ? undefined : answer.error.message;
    },
  };
};
