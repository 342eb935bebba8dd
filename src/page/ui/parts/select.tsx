import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { Choice } from "./segmented.tsx";

interface SelectProps<Value extends string> extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A native select over values of one type, with its arrow. What is around it gives it its label and its box. */
export const Select = <Value extends string>({ choices, value, onChange, ...rest }: SelectProps<Value>): ReactNode => (
  <>
    <select
      {...rest}
      value={value}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
    <Icon of={ChevronDown} size={14} className="dim" />
  </>
);

/** A select without a box, for bars. Its label is spoken, and shown where `showLabel` says so. */
export const InlineSelect = <Value extends string>({
  label,
  showLabel = false,
  ...select
}: SelectProps<Value> & { readonly label: string; readonly showLabel?: boolean }): ReactNode => (
  <label className="sel">
    <span className={showLabel ? "" : "sr"}>{label}</span>
    <Select {...select} />
  </label>
);
