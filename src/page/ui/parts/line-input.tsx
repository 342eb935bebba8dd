import type { ReactNode } from "react";
import type { FieldIds } from "./field.tsx";

/** One line of text inside a field: a name, a path or an address, which nobody completes or corrects; or a sentence (`isProse`). */
export const LineInput = ({
  ids,
  value,
  onChange,
  isProse = false,
  isMono = !isProse,
  isNumber = false,
  placeholder,
  maxLength,
}: {
  readonly ids: FieldIds;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isProse?: boolean;
  readonly isMono?: boolean;
  readonly isNumber?: boolean;
  readonly placeholder?: string | undefined;
  readonly maxLength?: number;
}): ReactNode => (
  <div className={isMono ? "inp mono" : "inp"}>
    <input
      {...ids}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={isProse}
      inputMode={isNumber ? "numeric" : "text"}
      placeholder={placeholder}
      maxLength={maxLength}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  </div>
);
