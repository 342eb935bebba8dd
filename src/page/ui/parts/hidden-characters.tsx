import type { ReactNode } from "react";
import { hasHiddenCharacters, RevealedText } from "./revealed-text.tsx";

/** Under a field in which hidden characters stand, where nothing can be drawn between its letters: the text with them shown. */
export const HiddenCharacters = ({ text }: { readonly text: string }): ReactNode =>
  hasHiddenCharacters(text) && (
    <p className="hidden-there">
      Holds characters that cannot be seen:{" "}
      <span className="mono">
        <RevealedText text={text} />
      </span>
    </p>
  );
