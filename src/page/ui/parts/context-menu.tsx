import { ContextMenu as Primitive } from "radix-ui";
import type { ReactElement } from "react";
import { Icon } from "./icon.tsx";
import type { MenuEntry } from "./menu.tsx";

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
        {entries.map((entry, index) =>
          entry.type === "separator" ? (
            // Separators have no name of their own; the list is written once and never reordered.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Primitive.Separator key={index} asChild>
              <hr />
            </Primitive.Separator>
          ) : (
            <Primitive.Item
              key={entry.label}
              className={entry.danger === true ? "danger" : ""}
              disabled={entry.disabled === true}
              onSelect={entry.onSelect}
            >
              {entry.icon !== undefined && <Icon of={entry.icon} size={15} />}
              <span className="grow">{entry.label}</span>
              {entry.shortcut !== undefined && <span className="kbd">{entry.shortcut}</span>}
            </Primitive.Item>
          ),
        )}
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
