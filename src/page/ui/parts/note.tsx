import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** A sentence across the top of a pane about the state it is in, with at most two ways on. */
export const Note = ({
  icon,
  children,
  actions,
}: {
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) => (
  <div className="note">
    <Icon of={icon} />
    <span className="grow">{children}</span>
    {actions}
  </div>
);
