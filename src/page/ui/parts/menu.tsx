import type { LucideIcon } from "lucide-react";
import { type ContextMenu, DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./icon.tsx";

export type MenuEntry =
  | { readonly type: "separator" }
  | {
      readonly type: "item";
      readonly label: string;
      readonly icon?: LucideIcon;
      readonly shortcut?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    };

/** The lines of a menu, whichever kind of menu `of` belongs to. */
export const MenuEntries = ({
  of: { Item, Separator },
  entries,
}: {
  readonly of: Pick<typeof DropdownMenu | typeof ContextMenu, "Item" | "Separator">;
  readonly entries: readonly MenuEntry[];
}): ReactNode =>
  entries.map((entry, index) =>
    entry.type === "separator" ? (
      // Separators have no name of their own; the list is written once and never reordered.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <Separator key={index} asChild>
        <hr />
      </Separator>
    ) : (
      <Item
        key={entry.label}
        className={entry.danger === true ? "danger" : ""}
        disabled={entry.disabled === true}
        onSelect={entry.onSelect}
      >
        {entry.icon !== undefined && <Icon of={entry.icon} size={15} />}
        <span className="grow">{entry.label}</span>
        {entry.shortcut !== undefined && <span className="kbd">{entry.shortcut}</span>}
      </Item>
    ),
  );

/** A menu on a button. The page behind it stays usable: nothing is locked while it is open. */
export const Menu = ({
  trigger,
  entries,
  label,
}: {
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  readonly label: string;
}) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" sideOffset={4} align="end" collisionPadding={8} aria-label={label}>
        <MenuEntries of={DropdownMenu} entries={entries} />
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);
