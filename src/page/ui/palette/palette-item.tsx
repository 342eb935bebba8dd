import { Command } from "cmdk";
import type { ReactNode } from "react";

/** One line of the palette. `value` is its identity and, with `keywords`, what the search reads. */
export const PaletteItem = ({
  value,
  keywords,
  icon,
  hint,
  mono = false,
  onSelect,
  children,
}: {
  readonly value: string;
  readonly keywords?: readonly string[];
  readonly icon: ReactNode;
  readonly hint?: string | undefined;
  readonly mono?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) => (
  <Command.Item value={value} onSelect={onSelect} {...(keywords === undefined ? {} : { keywords: [...keywords] })}>
    <span className="pal-icon dim">{icon}</span>
    <span className={`grow trunc${mono ? " mono" : ""}`}>{children}</span>
    {hint !== undefined && <span className="meta">{hint}</span>}
  </Command.Item>
);
