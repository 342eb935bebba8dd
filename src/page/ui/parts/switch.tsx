import { Switch as Primitive } from "radix-ui";

/** On or off, at once. */
export const Switch = ({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) => (
  <Primitive.Root className="switch" checked={checked} onCheckedChange={onChange}>
    <span className="sw" />
    <span>{label}</span>
  </Primitive.Root>
);
