import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

/** A pane that slides over the page from its side. Focus stays in it; Escape and a press outside close it. */
export const Drawer = ({
  side,
  name,
  open,
  onOpenChange,
  children,
}: {
  readonly side: "left" | "right";
  readonly name: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}) => (
  <Dialog.Root open={open} onOpenChange={onOpenChange}>
    <Dialog.Portal>
      <Dialog.Overlay className="scrim" />
      <Dialog.Content className={`drawer ${side}`} aria-describedby={undefined}>
        <Dialog.Title className="sr">{name}</Dialog.Title>
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
