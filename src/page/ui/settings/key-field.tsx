import { Button } from "../parts/button.tsx";
import { Mark } from "../parts/mark.tsx";
import { Field } from "./field.tsx";

/** Takes a key, masked from its first character. What is typed leaves the page with the next check and is never stored. */
export const KeyField = ({
  value,
  origin,
  isHeld,
  onChange,
  onForget,
}: {
  readonly value: string;
  readonly origin: string | undefined;
  readonly isHeld: boolean;
  readonly onChange: (value: string) => void;
  readonly onForget: () => void;
}) => (
  <div>
    <Field
      label="API key"
      hint={
        isHeld
          ? "Paste another to replace it."
          : "Kept in this tab’s memory until it closes; sent only to the address below. A local model needs none."
      }
    >
      {(ids) => (
        <div className="inp mono">
          <input
            {...ids}
            type="password"
            name="vivarium-key"
            value={value}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={isHeld ? "••••••••" : ""}
            data-1p-ignore
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {value !== "" && <span className="meta">masked</span>}
        </div>
      )}
    </Field>
    {isHeld && origin !== undefined && (
      <div className="held">
        <Mark kind="done" />
        <span className="grow">Key held in this tab for {origin}</span>
        <Button tone="quiet" onClick={onForget}>
          Forget key
        </Button>
      </div>
    )}
  </div>
);
