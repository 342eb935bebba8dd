import type { ReactNode } from "react";
import type { FieldIds } from "../parts/field.tsx";
import type { Draft } from "./use-draft.ts";

/** A number that is kept when its field is left, or with Enter. */
export const NumberInput = ({
  ids,
  draft,
  placeholder,
  isDisabled = false,
}: {
  readonly ids: FieldIds;
  readonly draft: Draft;
  readonly placeholder: string;
  readonly isDisabled?: boolean;
}): ReactNode => (
  <input
    {...ids}
    inputMode="decimal"
    autoComplete="off"
    placeholder={placeholder}
    disabled={isDisabled}
    value={draft.text}
    onChange={(event) => draft.write(event.currentTarget.value)}
    onBlur={draft.keep}
    onKeyDown={(event) => {
      if (event.key === "Enter") draft.keep();
    }}
  />
);
