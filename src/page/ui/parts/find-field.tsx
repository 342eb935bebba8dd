import "./find-field.css";
import { Search, X } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** A field that narrows the list below it while one types. Escape empties it. */
export const FindField = ({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode => (
  <div className="find-field">
    <Icon of={Search} size={14} />
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || value === "") return;
        event.stopPropagation();
        onChange("");
      }}
    />
    {value !== "" && (
      <button type="button" className="ib sm" aria-label="Empty the search" onClick={() => onChange("")}>
        <Icon of={X} size={14} />
      </button>
    )}
  </div>
);
