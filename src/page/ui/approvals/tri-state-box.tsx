import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { TriState } from "./approval-classes.ts";

/** A checkbox that stands for several: checked when all are, mixed when some are. Pressing it selects all, or none where all were. */
export const TriStateBox = ({
  label,
  state,
  disabled,
  onSelect,
}: {
  readonly label: string;
  readonly state: TriState;
  readonly disabled: boolean;
  readonly onSelect: (on: boolean) => void;
}): ReactNode => {
  const box = useRef<HTMLInputElement>(null);
  // Mixed has no attribute.
  useLayoutEffect(() => {
    if (box.current !== null) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="tick"
      aria-label={label}
      checked={state === "all"}
      disabled={disabled}
      onChange={() => onSelect(state !== "all")}
    />
  );
};
