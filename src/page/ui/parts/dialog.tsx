import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";

/**
 * A window over the page. Focus goes in, stays in, and returns to what opened it; Escape and a press outside close it.
 * A list that is open inside of it closes before it. `description` is read with the title; `undefined` where the body says it all.
 */
export const Dialog = ({
  title,
  description,
  open,
  onOpenChange,
  className = "dialog",
  hideTitle = false,
  children,
}: {
  readonly title: string;
  readonly description?: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly className?: string;
  readonly hideTitle?: boolean;
  readonly children: ReactNode;
}) => (
  <Primitive.Root open={open} onOpenChange={onOpenChange}>
    <Primitive.Portal>
      <Primitive.Overlay className="scrim" />
      <Primitive.Content
        className={className}
        onEscapeKeyDown={(event) => {
          if (document.activeElement?.getAttribute("aria-expanded") === "true") event.preventDefault();
        }}
        {...(description === undefined ? { "aria-describedby": undefined } : {})}
      >
        <Primitive.Title className={hideTitle ? "sr" : ""}>{title}</Primitive.Title>
        {description !== undefined && <Primitive.Description>{description}</Primitive.Description>}
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
