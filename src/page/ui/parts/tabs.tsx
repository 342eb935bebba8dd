import { Tabs as Primitive } from "radix-ui";
import type { ReactNode } from "react";

export interface TabSpec<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** The bar of tabs alone; stands inside `TabFrame`. */
export const TabBar = <Value extends string>({
  tabs,
  label,
  after,
}: {
  readonly tabs: readonly TabSpec<Value>[];
  readonly label: string;
  readonly after?: ReactNode;
}) => (
  <div className="tabs">
    <Primitive.List aria-label={label} style={{ display: "flex" }}>
      {tabs.map((tab) => (
        <Primitive.Trigger key={tab.value} value={tab.value}>
          {tab.label}
        </Primitive.Trigger>
      ))}
    </Primitive.List>
    {after !== undefined && (
      <>
        <span className="grow" />
        {after}
      </>
    )}
  </div>
);

/** Holds which tab is shown. Arrow keys move between tabs and select at once. */
export const TabFrame = <Value extends string>({
  value,
  onChange,
  className,
  children,
}: {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
  readonly children: ReactNode;
}) => (
  <Primitive.Root
    value={value}
    onValueChange={(next) => onChange(next as Value)}
    {...(className === undefined ? {} : { className })}
  >
    {children}
  </Primitive.Root>
);

/** What one tab shows; not in the page while another is selected. */
export const TabPanel = Primitive.Content;
