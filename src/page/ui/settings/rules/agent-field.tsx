import type { ReactNode } from "react";
import { Field } from "../../parts/field.tsx";
import { LineInput } from "../../parts/line-input.tsx";

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
    {(ids) => <LineInput ids={ids} maxLength={60} value={value} onChange={onChange} />}
  </Field>
);
