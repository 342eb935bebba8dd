import { type FormEvent, type ReactNode, useState } from "react";
import type { RuleId } from "../../../../kernel/base/ids.ts";
import { capabilityRuleIds, capabilityRules } from "../../../../kernel/rules/agent-rules.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";
import { useClock } from "../../../store/use-now.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { LineInput } from "../../parts/line-input.tsx";
import { AgentField } from "./agent-field.tsx";
import { type CapabilityDraft, capabilitiesOf, draftOfAgent, noCapabilities } from "./capability-draft.ts";

interface AgentFormProps {
  readonly rules: readonly Rule[];
  readonly onSet: (rules: readonly Rule[], removed: readonly RuleId[]) => void;
}

const fields: readonly { readonly name: keyof CapabilityDraft; readonly label: string; readonly hint: string }[] = [
  { name: "tools", label: "Only these tools", hint: "Names, with commas. Empty: all." },
  { name: "deniedTools", label: "Never these tools", hint: "Whatever the field before says." },
  { name: "folders", label: "Only these folders", hint: "/notes, /drafts. Empty: everywhere." },
  { name: "hosts", label: "Only these hosts", hint: "api.example.com. Empty: any." },
  { name: "calls", label: "Most calls an hour", hint: "In each session. Empty: any number." },
];

/** What an agent may reach for at most, set as rules that deny what goes beyond it. */
export const AgentForm = ({ rules, onSet }: AgentFormProps): ReactNode => {
  const clock = useClock();
  const [agent, setAgent] = useState("");
  const [draft, setDraft] = useState(noCapabilities);
  const [problem, setProblem] = useState<string>();
  const name = agent.trim();
  const choose = (text: string): void => {
    setAgent(text);
    setDraft(draftOfAgent(text.trim(), rules));
    setProblem(undefined);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const set = capabilitiesOf(draft);
    if (typeof set === "string") return setProblem(set);
    setProblem(undefined);
    const made = capabilityRules(name, set, clock.now());
    const kept = new Set(made.map(({ ruleId }) => ruleId));
    onSet(
      made,
      capabilityRuleIds(name).filter((id) => !kept.has(id) && rules.some(({ ruleId }) => ruleId === id)),
    );
  };
  return (
    <form className="agent-form" aria-label="Capabilities" autoComplete="off" onSubmit={submit}>
      <AgentField
        hint="As helpers are named; “agent” is the session’s own. All below it are bound as well."
        value={agent}
        onChange={choose}
      />
      {fields.map(({ hint, label, name: field }) => (
        <Field key={field} label={label} hint={hint} problem={field === "calls" ? problem : undefined}>
          {(ids) => (
            <LineInput
              ids={ids}
              maxLength={500}
              value={draft[field]}
              onChange={(value) => setDraft({ ...draft, [field]: value })}
            />
          )}
        </Field>
      ))}
      <Button type="submit" disabled={name === ""}>
        Set capabilities
      </Button>
    </form>
  );
};
