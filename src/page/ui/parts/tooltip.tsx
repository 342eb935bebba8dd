import { Tooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** Shares the delay between neighbours; stands once around the app. */
export const TipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Tooltip.Provider delayDuration={500} skipDelayDuration={200} disableHoverableContent>
    {children}
  </Tooltip.Provider>
);

/** A word for what a pointer rests on or the keyboard has reached. It repeats a name, and never holds the only copy of a fact. */
export const Tip = ({ text, children }: { readonly text: string; readonly children: ReactElement }) => (
  <Tooltip.Root>
    <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Content className="tip" sideOffset={6} collisionPadding={8} aria-hidden="true">
        {text}
      </Tooltip.Content>
    </Tooltip.Portal>
  </Tooltip.Root>
);
