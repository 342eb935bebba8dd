import { ChevronDown } from "lucide-react";
import { Icon } from "./icon.tsx";
import type { Choice } from "./segmented.tsx";

/** A native select without a box, for bars. Its label is spoken, and shown where `showLabel` says so. */
export const InlineSelect = <Value extends string>({
  label,
  choices,
  value,
  onChange,
  showLabel = false,
  disabled = false,
}: {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly showLabel?: boolean;
  readonly disabled?: boolean;
}) => (
  <label className="sel">
    <span className={showLabel ? "" : "sr"}>{label}</span>
    <select
      value={value}
      disabled={disabled}
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
    <Icon of={ChevronDown} size={13} className="dim" />
  </label>
);
