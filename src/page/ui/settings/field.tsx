import { type ReactNode, useId } from "react";
import { Mark } from "../parts/mark.tsx";

/** A label over its control, with a hint or a problem under it. The control takes the id and the description it is given. */
export const Field = ({
  label,
  hint,
  problem,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly children: (ids: {
    readonly id: string;
    readonly "aria-describedby"?: string;
    readonly "aria-invalid"?: true;
  }) => ReactNode;
}) => {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = problem !== undefined || hint !== undefined;
  return (
    <div className="field">
      <label className="lb" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        ...(hasNote ? { "aria-describedby": noteId } : {}),
        ...(problem === undefined ? {} : { "aria-invalid": true as const }),
      })}
      {problem !== undefined ? (
        <span className="problem" id={noteId}>
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
