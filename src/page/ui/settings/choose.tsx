import type { ReactNode } from "react";
import { Field } from "../parts/field.tsx";
import type { Choice } from "../parts/segmented.tsx";
import { Select } from "../parts/select.tsx";

/** One of several, in a field of its own. */
export const Choose = <Value extends string>({
  label,
  ...select
}: {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): ReactNode => (
  <Field label={label}>
    {(ids) => (
      <div className="inp">
        <Select {...ids} {...select} />
      </div>
    )}
  </Field>
);
