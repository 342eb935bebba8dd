import "./revealed-text.css";
import { Fragment, type ReactNode } from "react";

/**
 * Characters that change what a text looks like without being seen: controls, zero-width, direction, fillers, tags.
 * Tab and line feed are not among them.
 */
const hidden = /(?!\ufe0f)[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}]/u;
const hiddenAll = new RegExp(`(${hidden.source})`, "gu");

export const hasHiddenCharacters = (text: string): boolean => hidden.test(text);

const nameOf = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Letters of scripts that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Machine text with every hidden character shown by its number, so that what is read is what is there. The parts of a path
 * keep their order from left to right, whatever their letters do.
 */
export const RevealedText = ({ text }: { readonly text: string }): ReactNode => {
  if (!text.includes("/") || !rightToLeft.test(text)) return <Revealed text={text} />;
  return (
    <bdi dir="ltr">
      {text.split("/").map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move
        <Fragment key={place}>
          {place > 0 && "/"}
          <bdi>
            <Revealed text={part} />
          </bdi>
        </Fragment>
      ))}
    </bdi>
  );
};

const Revealed = ({ text }: { readonly text: string }): ReactNode => {
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
