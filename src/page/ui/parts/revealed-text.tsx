import "./revealed-text.css";
import type { ReactNode } from "react";

/**
 * Characters that change what a text looks like without being seen: controls, zero-width, direction, fillers, tags.
 * Tab and line feed are not among them.
 */
const hidden = /(?!\ufe0f)[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}]/u;
const hiddenAll = new RegExp(`(${hidden.source})`, "gu");

export const hasHiddenCharacters = (text: string): boolean => hidden.test(text);

const nameOf = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Machine text with every hidden character shown by its number, so that what is read is what is there. */
export const RevealedText = ({ text }: { readonly text: string }): ReactNode => {
  if (!hidden.test(text)) return text;
  return text.split(hiddenAll).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move
      <bdi key={place} className="unseen" title={`hidden character ${nameOf(part)}`}>
        {nameOf(part)}
      </bdi>
    ),
  );
};
