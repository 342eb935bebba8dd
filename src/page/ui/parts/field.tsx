import { type ReactNode, useId } from "react";
import { Mark } from "./mark.tsx";

/** What a control needs to be known by its label and its note. */
export interface FieldIds {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

/** A label over its control, with a hint or a problem under it. The control takes the id and the description it is given. */
export const Field = ({
  label,
  hint,
  problem,
  action,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  /** Stands at the end of the label's line. */
  readonly action?: ReactNode;
  readonly children: (ids: FieldIds) => ReactNode;
}) => {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = problem !== undefined || hint !== undefined;
  return (
    <div className="field">
      <div className="lbl">
        <label className="lb" htmlFor={id}>
          {label}
        </label>
        {action}
      </div>
      {children({
        id,
        ...(hasNote ? { "aria-describedby": noteId } : {}),
        ...(problem === undefined ? {} : { "aria-invalid": true as const }),
      })}
      {problem !== undefined ? (
        <span className="problem" id={noteId} role="alert">
          <Mark kind="error" size={11} />
          <span>{problem}</span>
        </span>
      ) : (
        hint !== undefined && (
          <span className="hint" id={noteId}>
            {hint}
          </span>
        )
      )}
    </div>
  );
};
