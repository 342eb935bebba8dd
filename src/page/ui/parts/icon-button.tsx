import type { LucideIcon } from "lucide-react";
import type { ComponentPropsWithRef } from "react";
import { Icon } from "./icon.tsx";
import { Tip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "aria-label"> {
  /** What it does: its accessible name and its tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly small?: boolean;
  readonly iconSize?: number;
}

export const IconButton = ({ label, icon, small = false, iconSize = 16, className = "", ...rest }: IconButtonProps) => (
  <Tip text={label}>
    <button type="button" aria-label={label} className={`ib${small ? " sm" : ""} ${className}`.trim()} {...rest}>
      <Icon of={icon} size={iconSize} />
    </button>
  </Tip>
);
