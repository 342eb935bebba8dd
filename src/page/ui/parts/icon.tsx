import type { LucideIcon } from "lucide-react";

/** An action's icon in the house's weight. Decorative: the button names the action. */
export const Icon = ({
  of: Shape,
  size = 16,
  className,
}: {
  readonly of: LucideIcon;
  readonly size?: number;
  readonly className?: string;
}) => (
  <Shape
    size={size}
    strokeWidth={1.75}
    aria-hidden="true"
    focusable="false"
    {...(className === undefined ? {} : { className })}
  />
);
