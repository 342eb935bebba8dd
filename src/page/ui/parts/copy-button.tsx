import { Check, Copy } from "lucide-react";
import { type MouseEvent, type ReactNode, useState } from "react";

type CopyState = "idle" | "copied" | "refused";
const words: Readonly<Record<CopyState, string>> = {
  idle: "",
  copied: "Copied",
  refused: "Copying was refused; select the text instead",
};

/** Copies a text; says so, or that the browser refused. */
export const CopyButton = ({ text, label }: { readonly text: string; readonly label: string }): ReactNode => {
  const [state, setState] = useState<CopyState>("idle");
  const copy = (event: MouseEvent<HTMLButtonElement>): void => {
    const clipboard = event.currentTarget.ownerDocument.defaultView?.navigator.clipboard;
    if (clipboard === undefined) return setState("refused");
    clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  };
  return (
    <>
      <span className="sr" role="status">
        {words[state]}
      </span>
      <button
        type="button"
        className="ib sm"
        aria-label={label}
        title={words[state] || label}
        onClick={copy}
        onBlur={() => setState("idle")}
      >
        {state === "copied" ? <Check size={14} strokeWidth={1.75} /> : <Copy size={14} strokeWidth={1.75} />}
      </button>
    </>
  );
};
