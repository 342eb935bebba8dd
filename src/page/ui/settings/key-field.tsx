import type { KeyReading } from "../../store/views/read-key.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { type KeyArrival, KeyInput } from "../parts/key-input.tsx";
import { Mark } from "../parts/mark.tsx";

/** Takes a key and shows which one is held. */
export const KeyField = ({
  origin,
  held,
  problem,
  isLocal,
  onRead,
  onForget,
}: {
  readonly origin: string | undefined;
  /** What tells the held key from another; undefined when none is. */
  readonly held: string | undefined;
  readonly problem: string | undefined;
  readonly isLocal: boolean;
  readonly onRead: (reading: KeyReading, arrival: KeyArrival) => void;
  readonly onForget: () => void;
}) => (
  <div>
    <Field
      label="API key"
      problem={problem}
      hint={
        held !== undefined
          ? "Paste another to replace it."
          : isLocal
            ? "A server on this machine needs none, unless you gave it one."
            : "Held in this tab’s memory until it closes, and sent only to the address below. Its beginning tells whose it is."
      }
    >
      {(ids) => <KeyInput {...ids} placeholder={held === undefined ? "" : "••••••••"} onRead={onRead} />}
    </Field>
    {held !== undefined && origin !== undefined && (
      <div className="held">
        <Mark kind="done" />
        <span className="grow">
          Key held in this tab for {origin} {held !== "key" && <span className="mono dim">{held}</span>}
        </span>
        <Button tone="quiet" onClick={onForget}>
          Forget this key
        </Button>
      </div>
    )}
  </div>
);
