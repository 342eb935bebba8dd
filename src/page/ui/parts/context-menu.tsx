import { ContextMenu as Primitive } from "radix-ui";
import type { ReactElement } from "react";
import { MenuEntries, type MenuEntry } from "./menu.tsx";

/**
 * What can be done with the thing under the pointer, or with what the keyboard is on: opened by the secondary button, the menu key or
 * a long touch. It repeats what buttons offer. `entries`: of the thing that is pressed by then.
 */
export const ContextMenu = ({
  label,
  entries,
  children,
}: {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly children: ReactElement;
}) => (
  <Primitive.Root modal={false}>
    <Primitive.Trigger asChild>{children}</Primitive.Trigger>
    <Primitive.Portal>
      <Primitive.Content className="menu" collisionPadding={8} aria-label={label}>
        <MenuEntries of={Primitive} entries={entries} />
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
