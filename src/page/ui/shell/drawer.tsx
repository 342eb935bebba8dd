import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

/** Starts where the person is: at the current entry, else at the drawer itself. */
const focusCurrent = (event: Event): void => {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  (event.currentTarget.querySelector<HTMLElement>("[aria-current=page]") ?? event.currentTarget).focus();
};

/** A pane that slides over the page from the left. Focus stays in it; Escape and a press outside close it. */
export const Drawer = ({
  name,
  open,
  onOpenChange,
  children,
}: {
  readonly name: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}) => (
  <Dialog.Root open={open} onOpenChange={onOpenChange}>
    <Dialog.Portal>
      <Dialog.Overlay className="scrim" />
      <Dialog.Content className="drawer" aria-describedby={undefined} onOpenAutoFocus={focusCurrent}>
        <Dialog.Title className="sr">{name}</Dialog.Title>
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
