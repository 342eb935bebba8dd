import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";

/** How a form ends: why it could not be kept, where that is so, and what one can do. */
export const FormEnd = ({
  problem,
  keepText,
  onCancel,
}: {
  readonly problem: string | undefined;
  readonly keepText: string;
  readonly onCancel: () => void;
}): ReactNode => (
  <>
    {problem !== undefined && (
      <p className="problem" role="alert">
        <Mark kind="error" size={11} />
        <span>{problem}</span>
      </p>
    )}
    <div className="row">
      <Button type="submit" tone="primary">
        {keepText}
      </Button>
      <Button tone="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  </>
);
