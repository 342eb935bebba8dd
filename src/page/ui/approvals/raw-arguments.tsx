import type { ReactNode } from "react";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { Button } from "../parts/button.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes } from "../parts/time.ts";

const maxLines = 6;
const maxChars = 400;

export const rawText = (input: JsonValue): string => JSON.stringify(input, null, 2);
const cut = (text: string): string => text.split("\n").slice(0, maxLines).join("\n").slice(0, maxChars);

/** Whether a part of the arguments is folded away at first. */
export const isLong = (text: string): boolean => cut(text).length < text.length;

/** The arguments as text, nothing cut silently: what is folded is one press away, and says how much it is. */
export const RawArguments = ({
  text,
  whole,
  onShow,
}: {
  readonly text: string;
  readonly whole: boolean;
  readonly onShow: () => void;
}): ReactNode => (
  <div className="raw">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
    <pre className="machine" dir="ltr" tabIndex={0}>
      <RevealedText text={whole ? text : cut(text)} />
    </pre>
    {!whole && <Button onClick={onShow}>Show all {formatBytes(new TextEncoder().encode(text).length)}</Button>}
  </div>
);
