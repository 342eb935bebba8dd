import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from "react";
import { type KeyReading, readKey } from "../../store/views/read-key.ts";

/** `paste`: it came whole. `typed`: the field was left, or Enter pressed. */
export type KeyArrival = "paste" | "typed";

export interface KeyInputProps {
  readonly id?: string;
  readonly "aria-label"?: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
  readonly placeholder?: string;
  /** Hears what was pasted or typed, once. The field is empty by then, but for text that was typed and is no key. */
  readonly onRead: (reading: KeyReading, arrival: KeyArrival) => void;
}

/**
 * A masked field for a key. What is pasted never enters it, and what is typed leaves it with the focus: the text is only ever
 * the input's own value, never in an attribute, in the page's state, in its drafts or in its history.
 */
export const KeyInput = ({ onRead, placeholder = "", ...ids }: KeyInputProps) => {
  const input = useRef<HTMLInputElement>(null);
  const [isFilled, setFilled] = useState(false);
  const empty = (): void => {
    if (input.current !== null) input.current.value = "";
    setFilled(false);
  };
  const arrive = (text: string): void => {
    empty();
    onRead(readKey(text), "paste");
  };
  const leave = (): void => {
    const text = input.current?.value ?? "";
    if (text === "") return;
    const reading = readKey(text);
    if (reading.status !== "unusable") empty();
    onRead(reading, "typed");
  };
  const onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    arrive(event.clipboardData.getData("text"));
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    arrive(event.dataTransfer.getData("text"));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") leave();
  };
  return (
    <div className="inp mono">
      <input
        {...ids}
        ref={input}
        type="password"
        name="vivarium-key"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={placeholder}
        data-1p-ignore
        data-lpignore="true"
        onPaste={onPaste}
        onDrop={onDrop}
        onBlur={leave}
        onKeyDown={onKeyDown}
        onInput={(event) => setFilled(event.currentTarget.value !== "")}
      />
      {isFilled && <span className="meta">masked</span>}
    </div>
  );
};
