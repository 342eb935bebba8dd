import { type FormEvent, type ReactNode, useState } from "react";
import { type Posture, postureRules, postures } from "../../../../kernel/rules/posture.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";
import { useClock } from "../../../store/use-now.ts";
import { Button } from "../../parts/button.tsx";
import { Choose } from "../choose.tsx";
import { AgentField } from "./agent-field.tsx";

const says: Readonly<Record<Posture, string>> = {
  cautious: "cautious: asks about everything, never more than edits",
  balanced: "balanced: reads freely, asks about the rest",
  trusting: "trusting: edits freely, asks about what cannot be taken back",
};
const choices = postures.map((value) => ({ value, label: says[value] }));

/** How far an agent is trusted, set as three rules. */
export const PostureForm = ({ onSet }: { readonly onSet: (rules: readonly Rule[], done: string) => void }): ReactNode => {
  const clock = useClock();
  const [agent, setAgent] = useState("agent");
  const [posture, setPosture] = useState<Posture>("balanced");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const name = agent.trim();
    if (name !== "") onSet(postureRules(name, posture, clock.now()), `“${name}” is ${posture}, from the next call on.`);
  };
  return (
    <form className="posture-form" aria-label="Posture" autoComplete="off" onSubmit={submit}>
      <AgentField
        hint="“agent” is the session’s own with all below it; else the name of a helper."
        value={agent}
        onChange={setAgent}
      />
      <Choose label="is" choices={choices} value={posture} onChange={setPosture} />
      <Button type="submit" disabled={agent.trim() === ""}>
        Set posture
      </Button>
    </form>
  );
};
