import { type ReactNode, useState } from "react";
import { RevealedText } from "./revealed-text.tsx";
import { formatBytes } from "./time.ts";

const maxLines = 200;
const maxChars = 16 * 1024;

/** Where a text is cut for showing it in a row: after 200 lines or 16 KB. */
export const cutForRow = (text: string): string => {
  let end = 0;
  for (let line = 0; line < maxLines && end >= 0 && end < maxChars; line += 1) {
    const next = text.indexOf("\n", end);
    if (next < 0) return text.slice(0, maxChars);
    end = next + 1;
  }
  return text.slice(0, Math.min(end, maxChars));
};

/** Machine text with hidden characters visible. A long one is cut, says so, and can be shown whole. */
export const CappedText = ({ text }: { readonly text: string }): ReactNode => {
  const [whole, setWhole] = useState(false);
  const shown = whole ? text : cutForRow(text);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className="machine" dir="ltr" tabIndex={0}>
        <RevealedText text={shown} />
      </pre>
      {shown.length < text.length && (
        <button type="button" className="btn quiet" onClick={() => setWhole(true)}>
          Show all {formatBytes(text.length)}
        </button>
      )}
    </>
  );
};
