import type { ReactNode } from "react";
import { Field } from "../../parts/field.tsx";

/** The name of an agent, as rules know it. */
export const AgentField = ({
  hint,
  value,
  onChange,
}: {
  readonly hint: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
}): ReactNode => (
  <Field label="Agent" hint={hint}>
    {(ids) => (
      <div className="inp mono">
        <input
          {...ids}
          spellCheck={false}
          maxLength={60}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
    )}
  </Field>
);
